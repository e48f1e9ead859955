/** The library as tiles: how many files each day has, and the tiles of a stretch of days. Any place of 100,000 files is two requests away. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { timeZone } from '@/lib/zone';
import { assetKeys, queryOf } from './assets';
import type { AssetFilter } from './assets';
import { body, client } from './client';
import type { GridItem, GridPage, Timeline } from './types';

/** Tiles of one request; 400 bytes each. */
const PAGE = 300;
/** Days are fetched together until there are about this many tiles. */
const STRETCH = 160;
/** A day with more files than this is read page by page, as lists that are not by date. */
const FULL_DAY = 3000;

export const isByDate = (filter: AssetFilter): boolean => filter.sort === undefined || filter.sort === '-happened_at';

export const timelineOptions = (filter: AssetFilter) =>
  queryOptions({
    queryKey: [...assetKeys.timelines, filter],
    queryFn: ({ signal }): Promise<Timeline> =>
      body(
        client.GET('/api/v1/assets/timeline', {
          signal,
          params: { query: { ...queryOf({ ...filter, sort: undefined }), by: 'day', tz: timeZone() } },
        }),
      ),
    staleTime: 30_000,
  });

export interface Day {
  /** First moment of the day here. */
  start: Date;
  count: number;
}

/** Days that are fetched together, the newest first. `before` is the first moment that is no more in it. */
export interface Stretch {
  days: Day[];
  after: string;
  before: string;
}

const dayStart = (date: string, add = 0): Date => {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return new Date(year, month - 1, day + add);
};

/** Null where a list page by page serves better. */
export function stretchesOf(timeline: Timeline): Stretch[] | null {
  if (timeline.groups.some((group) => group.count > FULL_DAY)) return null;
  const stretches: { days: Day[]; before: string }[] = [];
  let room = 0;
  for (const { date, count } of timeline.groups) {
    const day = { start: dayStart(date), count };
    const current = stretches.at(-1);
    if (current && room >= count) {
      current.days.push(day);
      room -= count;
    } else {
      stretches.push({ days: [day], before: dayStart(date, 1).toISOString() });
      room = STRETCH - count;
    }
  }
  return stretches.map((stretch) => ({ ...stretch, after: stretch.days.at(-1)?.start.toISOString() ?? '' }));
}

/** All tiles of a stretch. */
export const stretchOptions = (filter: AssetFilter, { after, before }: Pick<Stretch, 'after' | 'before'>) =>
  queryOptions({
    queryKey: [...assetKeys.grids, filter, after, before],
    queryFn: async ({ signal }): Promise<GridItem[]> => {
      const items: GridItem[] = [];
      let cursor: string | null = null;
      do {
        const page: GridPage = await body(
          client.GET('/api/v1/assets/grid', {
            signal,
            params: { query: { ...queryOf(filter), after, before, cursor, limit: PAGE } },
          }),
        );
        items.push(...page.items);
        cursor = page.next_cursor;
      } while (cursor);
      return items;
    },
    staleTime: 30_000,
    gcTime: 30 * 60_000,
  });

/** Asks for what the top of the library is made of: which days there are, and the tiles of the first ones. */
export async function prefetchTop(queryClient: QueryClient, filter: AssetFilter): Promise<readonly GridItem[]> {
  await queryClient.prefetchQuery(timelineOptions(filter));
  const timeline = queryClient.getQueryData(timelineOptions(filter).queryKey);
  const first = timeline && stretchesOf(timeline)?.[0];
  if (!first) return [];
  const tiles = stretchOptions(filter, first);
  await queryClient.prefetchQuery(tiles);
  return queryClient.getQueryData(tiles.queryKey) ?? [];
}

/** The same tiles page by page, in any order. */
export const gridListOptions = (filter: AssetFilter) =>
  infiniteQueryOptions({
    queryKey: [...assetKeys.grids, filter, 'pages'],
    queryFn: ({ pageParam, signal }): Promise<GridPage> =>
      body(
        client.GET('/api/v1/assets/grid', {
          signal,
          params: { query: { ...queryOf(filter), cursor: pageParam, limit: PAGE } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 30_000,
  });

/** The tiles of a view that have been seen, in order; stretches in between may be missing. */
export function seenTiles(queryClient: QueryClient, filter: AssetFilter): GridItem[] {
  const timeline = queryClient.getQueryData(timelineOptions(filter).queryKey);
  const stretches = timeline && isByDate(filter) ? stretchesOf(timeline) : null;
  if (stretches)
    return stretches.flatMap((each) => queryClient.getQueryData(stretchOptions(filter, each).queryKey) ?? []);
  return queryClient.getQueryData(gridListOptions(filter).queryKey)?.pages.flatMap((page) => page.items) ?? [];
}
