import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { apiKeysOptions, createApiKey, revokeApiKey } from '@/api/session';
import type { ApiKey, NewApiKey } from '@/api/types';
import { ConfirmDialog } from '@/components/ui/ConfirmDialog';
import { Field } from '@/components/ui/Field';
import { formatAgo } from '@/lib/format';
import { messages } from '@/lib/messages';
import { ShownOnce } from './ShownOnce';
import { RowsError, RowsSkeleton } from './RowStates';

const t = messages.settings;

export function ApiKeys() {
  const queryClient = useQueryClient();
  const { data: keys, error, refetch } = useQuery(apiKeysOptions);
  const [made, setMade] = useState<NewApiKey | null>(null);
  const [asking, setAsking] = useState<ApiKey | null>(null);
  const [name, setName] = useState('');
  const refresh = () => queryClient.invalidateQueries({ queryKey: apiKeysOptions.queryKey });
  const create = useMutation({
    mutationFn: createApiKey,
    onSuccess: (key) => {
      setMade(key);
      setName('');
    },
    onSettled: refresh,
  });
  const revoke = useMutation({ mutationFn: revokeApiKey, onSettled: refresh });

  if (error && !keys) return <RowsError error={error} onRetry={() => void refetch()} />;
  if (!keys) return <RowsSkeleton count={1} />;
  const use = (key: ApiKey) => (key.last_used_at ? t.keyUsed(formatAgo(key.last_used_at)) : t.keyNeverUsed);
  return (
    <div className="rows">
      {keys.length === 0 && (
        <div className="row">
          <div>
            <b>{t.keyNone}</b>
            <p>{t.keyNoneText}</p>
          </div>
        </div>
      )}
      {keys.map((key) => (
        <div className="row" key={key.id}>
          <div>
            <b>{key.name}</b>
            <p>
              <code>{key.prefix}…</code> · {t.keyCreated(formatAgo(key.created_at))} · {use(key)}
            </p>
          </div>
          <div className="row__end row__end--tight">
            <button
              className="btn btn--danger"
              type="button"
              aria-label={t.revokeLabel(key.name)}
              onClick={() => setAsking(key)}
            >
              {t.revoke}
            </button>
          </div>
        </div>
      ))}
      {made && <ShownOnce lead={t.keyOnce} secret={made.key} />}
      <form
        className="row row--form"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) create.mutate(name.trim());
        }}
      >
        <Field
          label={t.keyName}
          value={name}
          maxLength={120}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
          error={create.error?.message ?? null}
        />
        <div className="row__end row__end--start">
          <button className="btn" type="submit" disabled={!name.trim() || create.isPending}>
            {t.keyCreate}
          </button>
        </div>
      </form>
      <ConfirmDialog
        open={asking !== null}
        title={t.revokeAsk(asking?.name ?? '')}
        text={t.revokeText}
        action={t.revoke}
        onClose={() => setAsking(null)}
        onConfirm={() => {
          if (asking) {
            revoke.mutate(asking.id);
            if (made?.id === asking.id) setMade(null);
          }
          setAsking(null);
        }}
      />
    </div>
  );
}
