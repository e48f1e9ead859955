import { infiniteQueryOptions } from '@tanstack/react-query';
import { body, client } from './client';
import type { AssetKind, SearchPage } from './types';

export type SearchSort = 'relevance' | 'newest' | 'oldest' | 'size';

/** What narrows a search down beside the query itself; each as the facet of that name gives it. */
export interface SearchNarrowing {
  kind?: AssetKind | undefined;
  year?: string | undefined;
  tag?: string | undefined;
  place?: string | undefined;
  camera?: string | undefined;
}

export interface SearchTerms extends SearchNarrowing {
  q: string;
  sort?: SearchSort | undefined;
}

const PAGE = 24;

const timeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** As `filters` of POST /search, and of a smart collection. */
export const filtersOf = ({ kind, year, tag, place, camera }: SearchNarrowing) => ({
  ...(kind && { kinds: [kind] }),
  ...(year && { on: year }),
  ...(tag && { tags: [tag] }),
  ...(place && { places: [place] }),
  ...(camera && { cameras: [camera] }),
});

export const searchOptions = ({ q, sort, ...narrowing }: SearchTerms) =>
  infiniteQueryOptions({
    queryKey: ['search', q, filtersOf(narrowing), sort ?? 'relevance'],
    queryFn: ({ pageParam, signal }): Promise<SearchPage> =>
      body(
        client.POST('/api/v1/search', {
          signal,
          body: {
            query: q,
            limit: PAGE,
            cursor: pageParam,
            filters: filtersOf(narrowing),
            sort: sort ?? 'relevance',
            time_zone: timeZone(),
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    enabled: q.trim() !== '',
    // Results never move once shown: what is in the cache stays until the query is asked anew.
    staleTime: 10 * 60_000,
    gcTime: 30 * 60_000,
    retry: false,
  });
