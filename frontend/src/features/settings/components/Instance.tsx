import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, CircleAlert } from 'lucide-react';
import { useState } from 'react';
import { capabilitiesOptions, changePerson, instanceOptions, invite, peopleOptions, renewLink } from '@/api/instance';
import { Field } from '@/components/ui/Field';
import { WithCode } from '@/components/ui/WithCode';
import { formatAgo, formatCount, formatDuration, formatSize } from '@/lib/format';
import { messages } from '@/lib/messages';
import { RowsError, RowsSkeleton } from './RowStates';
import { ShownOnce } from './ShownOnce';

const t = messages.admin;
const known = <T extends object>(names: T, key: string): string =>
  Object.hasOwn(names, key) ? String(names[key as keyof T]) : key;

/** What Bowerbird can do here, and what is missing for the rest. */
export function Capabilities() {
  const { data, error, refetch } = useQuery(capabilitiesOptions);
  if (error && !data) return <RowsError error={error} onRetry={() => void refetch()} />;
  if (!data) return <RowsSkeleton count={4} />;
  return (
    <div className="rows">
      {data.map((each) => (
        <div className="row" key={each.capability}>
          <div>
            <b>{known(t.capabilities, each.capability)}</b>
            <p>
              {each.available ? (
                each.model
              ) : (
                <WithCode text={messages.problems.missing(each.capability, each.detail)} />
              )}
            </p>
          </div>
          <div className="row__end row__end--tight">
            {each.available ? (
              <span className="badge badge--ok">
                <Check className="i" aria-hidden />
                {t.works}
              </span>
            ) : (
              <span className="badge badge--warn">
                <CircleAlert className="i" aria-hidden />
                {t.missing}
              </span>
            )}
          </div>
        </div>
      ))}
    </div>
  );
}

export function People() {
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(peopleOptions);
  const [name, setName] = useState('');
  const settled = { onSettled: () => queryClient.invalidateQueries({ queryKey: peopleOptions.queryKey }) };
  const renew = useMutation({ mutationFn: renewLink });
  const ask = useMutation({
    mutationFn: invite,
    onSuccess: () => {
      setName('');
      renew.reset();
    },
    ...settled,
  });
  const link = renew.data ?? ask.data;
  const change = useMutation({
    mutationFn: ({ id, disabled }: { id: string; disabled: boolean }) => changePerson(id, disabled),
    ...settled,
  });
  if (error && !data) return <RowsError error={error} onRetry={() => void refetch()} />;
  if (!data) return <RowsSkeleton count={2} />;
  return (
    <div className="rows">
      {data.map((person) => (
        <div className="row" key={person.id}>
          <div>
            <b>{person.name || person.email || t.invited}</b>
            <p>
              {[
                person.claimed_at ? (person.email ?? '') : t.notYet,
                messages.files(person.files),
                formatSize(person.bytes),
                person.last_used_at ? messages.settings.seen(formatAgo(person.last_used_at)) : '',
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </div>
          <div className="row__end row__end--tight">
            {person.is_owner ? (
              <span className="badge">{t.owner}</span>
            ) : (
              <>
                {!person.claimed_at && person.disabled_at === null && (
                  <button
                    className="btn btn--bare"
                    type="button"
                    disabled={renew.isPending}
                    onClick={() => renew.mutate(person.id)}
                  >
                    {t.newLink}
                    <span className="sr"> {person.name}</span>
                  </button>
                )}
                <button
                  className="btn"
                  type="button"
                  disabled={change.isPending}
                  onClick={() => change.mutate({ id: person.id, disabled: person.disabled_at === null })}
                >
                  {person.disabled_at === null ? t.disable : t.enable}
                  <span className="sr"> {person.name}</span>
                </button>
              </>
            )}
          </div>
        </div>
      ))}
      {link && <ShownOnce key={link} lead={t.inviteOnce} secret={link} />}
      <form
        className="row row--form"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) ask.mutate(name.trim());
        }}
      >
        <Field
          label={t.inviteName}
          value={name}
          maxLength={100}
          autoComplete="off"
          error={ask.error?.message}
          onChange={(event) => setName(event.target.value)}
        />
        <div className="row__end row__end--start">
          <button className="btn" type="submit" disabled={ask.isPending || name.trim() === ''}>
            {t.invite}
          </button>
        </div>
      </form>
      <div className="row">
        <p>
          {t.forgotten} <code>{t.forgottenCommand}</code>
        </p>
      </div>
    </div>
  );
}

/** How full it is, and what waits. */
export function StorageAndQueues() {
  const { data, error, refetch } = useQuery(instanceOptions);
  if (error && !data) return <RowsError error={error} onRetry={() => void refetch()} />;
  if (!data) return <RowsSkeleton count={3} />;
  const { storage, queues, spaces } = data;
  const full = storage.free_bytes !== null && storage.free_bytes < storage.min_free_bytes * 2;
  return (
    <>
      <div className="rows">
        <div className="row">
          <div>
            <b>{t.kept(messages.files(storage.files), formatSize(storage.bytes))}</b>
            <p>
              {[
                storage.trashed > 0 ? t.trashed(messages.files(storage.trashed), data.trash_days) : '',
                storage.unfinished > 0 ? t.unfinished(storage.unfinished) : '',
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </div>
          {storage.free_bytes !== null && (
            <div className="row__end row__end--tight">
              <span className={full ? 'badge badge--warn' : 'badge'}>
                {full && <CircleAlert className="i" aria-hidden />}
                {t.free(formatSize(storage.free_bytes))}
              </span>
            </div>
          )}
        </div>
        {queues.map((queue) => (
          <div className="row" key={queue.queue}>
            <div>
              <b>{known(t.queues, queue.queue)}</b>
              <p>
                {queue.queued + queue.running + queue.waiting === 0
                  ? t.idle
                  : [
                      t.running(formatCount(queue.running)),
                      t.queued(formatCount(queue.queued)),
                      queue.waiting > 0 ? t.waiting(formatCount(queue.waiting)) : '',
                      queue.oldest_seconds > 1 ? t.oldest(formatDuration(queue.oldest_seconds)) : '',
                    ]
                      .filter(Boolean)
                      .join(' · ')}
              </p>
            </div>
          </div>
        ))}
        {spaces.map((space) => (
          <div className="row" key={space.name}>
            <div>
              <b>{t.space(space.model)}</b>
              <p>{t.spaceText(formatCount(space.dimensions), known(t.spaceStatus, space.status))}</p>
            </div>
          </div>
        ))}
      </div>
    </>
  );
}
