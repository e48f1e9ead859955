import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { collectionAssetsOptions } from '@/api/collections';
import { listedGroups } from './layout';
import type { Tiles } from './useTiles';

/** What a smart collection finds, the best first. */
export function useCollectionTiles(id: string): Tiles {
  const list = useInfiniteQuery(collectionAssetsOptions(id));
  const [now] = useState(() => new Date());
  const groups = useMemo(
    () => listedGroups(list.data?.pages.flatMap((page) => page.items) ?? [], list.hasNextPage, null, now),
    [list.data, list.hasNextPage, now],
  );
  return {
    groups,
    total: list.data?.pages[0]?.total ?? 0,
    show: () => {},
    more: () => {
      if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
    },
    loadingMore: list.isFetchingNextPage,
    error: list.error,
    partly: false,
    loading: list.data === undefined,
    retry: () => void list.refetch(),
    dated: false,
  };
}
