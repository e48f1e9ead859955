import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { body, client } from './client';
import type { AssetKind, SearchHistory, SearchPage, Suggestion } from './types';

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

export const suggestionsOptions = (q: string) =>
  queryOptions({
    queryKey: ['suggestions', q],
    queryFn: async ({ signal }): Promise<Suggestion[]> =>
      (await body(client.GET('/api/v1/search/suggestions', { signal, params: { query: { q, limit: 8 } } }))).items,
    enabled: q.trim() !== '',
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    retry: false,
  });

export const historyOptions = queryOptions({
  queryKey: ['history'],
  queryFn: ({ signal }): Promise<SearchHistory> =>
    body(client.GET('/api/v1/search/history', { signal, params: { query: { limit: 20 } } })),
  staleTime: 10_000,
});

export async function forgetSearch(id: string): Promise<void> {
  await client.DELETE('/api/v1/search/history/{search_id}', { params: { path: { search_id: id } } });
}

export async function forgetAllSearches(): Promise<void> {
  await client.DELETE('/api/v1/search/history');
}

export async function keepHistory(keep: boolean): Promise<void> {
  await client.PUT('/api/v1/search/history/settings', { body: { keep } });
}
