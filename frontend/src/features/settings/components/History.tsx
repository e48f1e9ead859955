import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { forgetAllSearches, forgetSearch, historyOptions, keepHistory } from '@/api/search';
import { formatAgo } from '@/lib/format';
import { messages } from '@/lib/messages';
import { RowsError, RowsSkeleton } from './RowStates';

const t = messages.settings;
const SHOWN = 5;

/** Past searches: shown, forgotten one by one or all at once, or not kept at all. */
export function History() {
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(historyOptions);
  const settled = { onSettled: () => queryClient.invalidateQueries({ queryKey: historyOptions.queryKey }) };
  const forget = useMutation({ mutationFn: forgetSearch, ...settled });
  const clear = useMutation({ mutationFn: forgetAllSearches, ...settled });
  const keep = useMutation({ mutationFn: keepHistory, ...settled });
  if (error && !data) return <RowsError error={error} onRetry={() => void refetch()} />;
  if (!data) return <RowsSkeleton count={2} />;
  // One by a passage, or by filters alone, has no words to show.
  const shown = data.items.filter(({ query }) => query.trim() !== '').slice(0, SHOWN);
  return (
    <div className="rows">
      <div className="row">
        <div>
          <label htmlFor="keep-history">{t.historyKeep}</label>
          <p>{t.historyKeepHint}</p>
        </div>
        <input
          id="keep-history"
          className="switch"
          type="checkbox"
          role="switch"
          checked={data.keep}
          disabled={keep.isPending}
          onChange={(event) => keep.mutate(event.target.checked)}
        />
      </div>
      {shown.map((past) => (
        <div className="row" key={past.id}>
          <div>
            <Link to="/" search={{ q: past.query }}>
              <b>{past.query}</b>
            </Link>
            <p>{formatAgo(past.created_at)}</p>
          </div>
          <div className="row__end row__end--tight">
            <button
              className="ib"
              type="button"
              aria-label={t.historyForget(past.query)}
              disabled={forget.isPending}
              onClick={() => forget.mutate(past.id)}
            >
              <X className="i" aria-hidden />
            </button>
          </div>
        </div>
      ))}
      {data.total > 0 && (
        <div className="row">
          <p>{t.historyCount(data.total)}</p>
          <div className="row__end">
            <button className="btn" type="button" disabled={clear.isPending} onClick={() => clear.mutate()}>
              {t.historyClear}
            </button>
          </div>
        </div>
      )}
    </div>
  );
}
