import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ArrowDownWideNarrow } from 'lucide-react';
import { searchOptions } from '@/api/search';
import type { SearchSort, SearchTerms } from '@/api/search';
import type { AssetKind } from '@/api/types';
import { KIND_ICONS, KINDS } from '@/components/assets/kind';
import { Menu, MenuChoice } from '@/components/ui/Menu';
import { formatCount } from '@/lib/format';
import { messages } from '@/lib/messages';

export function SearchFilters({ q, kind, sort }: SearchTerms) {
  const navigate = useNavigate({ from: '/' });
  const counts = useKindCounts(q);
  const set = (next: { kind?: AssetKind | undefined; sort?: SearchSort | undefined }) =>
    void navigate({ search: { q, kind, sort, ...next }, resetScroll: false });
  const chosen = sort ?? 'relevance';
  const sortName = chosen === 'newest' ? messages.search.byDate : messages.search.best;
  return (
    <div className="bar">
      <div className="chips" role="group" aria-label={messages.kinds.group}>
        <button
          className="chip"
          type="button"
          aria-pressed={kind === undefined}
          onClick={() => set({ kind: undefined })}
        >
          {messages.kinds.all}
          <Count value={counts?.all} />
        </button>
        {KINDS.map((each) => {
          const Icon = KIND_ICONS[each];
          const count = counts?.[each];
          if (each === 'other' && !count && kind !== 'other') return null;
          return (
            <button
              key={each}
              className="chip"
              type="button"
              aria-pressed={kind === each}
              disabled={count === 0 && kind !== each}
              onClick={() => set({ kind: kind === each ? undefined : each })}
            >
              <Icon className="i" aria-hidden />
              {messages.kinds[each]}
              <Count value={count} />
            </button>
          );
        })}
      </div>
      <Menu
        trigger={
          <button className="chip chip--bare" type="button" aria-label={messages.search.sortLabel(sortName)}>
            <ArrowDownWideNarrow className="i" aria-hidden />
            <span className="wide">{sortName}</span>
          </button>
        }
      >
        <MenuChoice<SearchSort>
          value={chosen}
          options={[
            ['relevance', messages.search.best],
            ['newest', messages.search.byDate],
          ]}
          onChange={(next) => set({ sort: next === 'newest' ? next : undefined })}
        />
      </Menu>
    </div>
  );
}

const Count = ({ value }: { value: number | undefined }) =>
  value === undefined ? null : <span className="num">{formatCount(value)}</span>;

/** How many results there are of each kind, known once all results of the unfiltered search are here. */
function useKindCounts(q: string): Record<AssetKind | 'all', number> | null {
  const { data } = useInfiniteQuery({ ...searchOptions({ q }), enabled: false });
  if (!data || data.pages.at(-1)?.next_cursor) return null;
  const counts = { all: 0, image: 0, document: 0, video: 0, audio: 0, other: 0 };
  for (const page of data.pages) {
    for (const hit of page.items) {
      counts.all += 1;
      counts[hit.asset.kind] += 1;
    }
  }
  return counts;
}
