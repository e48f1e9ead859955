import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import type { CSSProperties } from 'react';
import { searchOptions } from '@/api/search';
import type { SearchTerms } from '@/api/search';
import type { Hit } from '@/api/types';
import { EmptyState, ErrorState, Later, Spinner } from '@/components/ui/States';
import { Problem } from '@/api/problem';
import { formatCount } from '@/lib/format';
import { messages } from '@/lib/messages';
import { MomentTile } from './MomentTile';
import { NothingMatches } from './NothingMatches';

export function Results(terms: SearchTerms) {
  const query = useInfiniteQuery({ ...searchOptions(terms), placeholderData: keepPreviousData });
  const { data, error, isPlaceholderData } = query;

  if (error && !data) {
    const note = error instanceof Problem && error.isOffline ? undefined : messages.search.errorKept;
    return (
      <ErrorState title={messages.search.errorTitle} error={error} note={note} onRetry={() => void query.refetch()} />
    );
  }
  if (!data) {
    return (
      <Later>
        <Searching />
      </Later>
    );
  }
  const hits = data.pages.flatMap((page) => page.items);
  if (hits.length === 0) {
    if (isPlaceholderData) return <Searching />;
    return terms.like ? <EmptyState title={messages.search.noneLikePassage} text="" /> : <NothingMatches {...terms} />;
  }

  const strong = hits.filter((hit) => hit.strength === 'strong');
  const weak = hits.filter((hit) => hit.strength === 'weak');
  const open = query.hasNextPage;
  const plus = open ? '+' : '';
  return (
    <div aria-busy={isPlaceholderData} className={isPlaceholderData ? 'stale' : undefined}>
      <p className="h3 hunt__count" role="status">
        {isPlaceholderData
          ? messages.search.searching
          : strong.length === 0
            ? `${messages.search.noStrong}. ${messages.search.noStrongHint}`
            : messages.search
                .strong(strong.length)
                .replace(formatCount(strong.length), formatCount(strong.length) + (weak.length === 0 ? plus : ''))}
      </p>
      {strong.length > 0 && <Moments hits={strong} terms={terms} label={messages.search.strongList} />}
      {weak.length > 0 && (
        <Weaker hits={weak} terms={terms} count={formatCount(weak.length) + plus} open={strong.length === 0} />
      )}
      {open && (
        <div className="more">
          <button
            className="btn"
            type="button"
            disabled={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {query.isFetchingNextPage && <Spinner />}
            {query.isFetchingNextPage ? messages.search.loadingMore : messages.search.more}
          </button>
          {query.isFetchNextPageError && <p className="sm bad">{query.error.message}</p>}
        </div>
      )}
    </div>
  );
}

function Moments({ hits, terms, label, weak }: { hits: Hit[]; terms: SearchTerms; label: string; weak?: boolean }) {
  return (
    <ol className={`moments${weak ? ' moments--weak' : ''}`} aria-label={label}>
      {hits.map((hit) => (
        <MomentTile key={hit.asset.id} hit={hit} terms={terms} weak={weak ?? false} />
      ))}
    </ol>
  );
}

/** Folds as they were left, so that Back finds the page as long as it was. */
const folds = new Map<string, boolean>();

function Weaker({ hits, terms, count, open }: { hits: Hit[]; terms: SearchTerms; count: string; open: boolean }) {
  const key = JSON.stringify(terms);
  const peek = hits.filter((hit) => hit.asset.thumbnail_url).slice(0, 5);
  return (
    <details
      className="fold"
      key={key}
      open={folds.get(key) ?? open}
      onToggle={(event) => folds.set(key, event.currentTarget.open)}
    >
      <summary>
        <ChevronRight className="i i--s" aria-hidden />
        <span>
          <strong>{messages.search.weak(count)}</strong> &nbsp;{messages.search.weakHint}
        </span>
        <span className="peek" aria-hidden="true">
          {peek.map(({ asset }) => (
            <img key={asset.id} src={asset.thumbnail_url ?? undefined} alt="" loading="lazy" />
          ))}
        </span>
      </summary>
      <Moments hits={hits} terms={terms} label={messages.search.weakList} weak />
    </details>
  );
}

const SKELETON_RATIOS = [1.5, 2.05, 1.62, 1.95, 1.5, 1.42];

/** Before the answer is there. */
export function Searching() {
  return (
    <>
      <p className="h3 hunt__count" role="status">
        {messages.search.searching}
      </p>
      <div className="moments" aria-hidden="true">
        {SKELETON_RATIOS.map((ratio, index) => (
          <div key={index} className="moment" style={{ '--ar': ratio } as CSSProperties}>
            <div className="moment__media sk" />
            <div className="sk sk--line sk--wide" />
            <div className="sk sk--line sk--short" />
          </div>
        ))}
      </div>
    </>
  );
}
