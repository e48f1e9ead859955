import { useInfiniteQuery, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { AssetFilter } from '@/api/assets';
import { gridListOptions, isByDate, stretchesOf, stretchOptions, timelineOptions } from '@/api/grid';
import type { Stretch } from '@/api/grid';
import { datedGroups, listedGroups } from './layout';
import type { Group } from './layout';

export interface Tiles {
  groups: Group[];
  total: number;
  /** Tiles of these stretches are fetched: those near the screen. */
  show: (first: number, last: number) => void;
  /** Called near the end of what is there. */
  more: () => void;
  loadingMore: boolean;
  error: Error | null;
  /** What is on the page is there, but something of it did not come. */
  partly: boolean;
  loading: boolean;
  retry: () => void;
  /** Whether there is a date rail. */
  dated: boolean;
}

const NOTHING: readonly Stretch[] = [];

/** The tiles of a view. By date any place can be gone to at once; in another order they come page by page. */
export function useTiles(filter: AssetFilter): Tiles {
  const queryClient = useQueryClient();
  const [now] = useState(() => new Date());
  const [near, setNear] = useState({ first: 0, last: 0 });
  const byDate = isByDate(filter);
  const timeline = useQuery({ ...timelineOptions(filter), enabled: byDate });
  const stretches = useMemo(() => (timeline.data ? stretchesOf(timeline.data) : null), [timeline.data]);
  const dated = byDate && (timeline.data === undefined || stretches !== null);
  const all = stretches ?? NOTHING;

  const shown = all.slice(near.first, near.last + 1);
  const seen = useQueries({
    queries: shown.map((stretch) => stretchOptions(filter, stretch)),
    combine: (results) => ({
      stamp: results.map((result) => result.dataUpdatedAt).join(),
      failed: results.find((result) => result.error && !result.data),
    }),
  });
  const list = useInfiniteQuery({ ...gridListOptions(filter), enabled: !dated });

  const groups = useMemo(() => {
    if (dated) {
      const itemsOf = (index: number) => {
        const stretch = all[index];
        return stretch && queryClient.getQueryData(stretchOptions(filter, stretch).queryKey);
      };
      return datedGroups(all, itemsOf, now);
    }
    const items = list.data?.pages.flatMap((page) => page.items) ?? [];
    const dateless = filter.sort === 'name' || filter.sort === '-size' || filter.sort === '-created_at';
    return listedGroups(items, list.hasNextPage, dateless ? null : (item) => item.happened_at, now);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `stamp` says when the cache has something new
  }, [dated, all, seen.stamp, list.data, list.hasNextPage, filter, now, queryClient]);

  const main = dated ? timeline : list;
  return {
    groups,
    total: dated ? (timeline.data?.total ?? 0) : (list.data?.pages[0]?.total ?? 0),
    show: (first, last) =>
      setNear((before) => (before.first === first && before.last === last ? before : { first, last })),
    more: () => {
      if (!dated && list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
    },
    loadingMore: list.isFetchingNextPage,
    error: main.error,
    partly: seen.failed !== undefined,
    loading: main.data === undefined,
    retry: () => {
      void main.refetch();
      void seen.failed?.refetch();
    },
    dated: dated && all.length > 0,
  };
}
