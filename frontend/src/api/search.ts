import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { timeZone } from '@/lib/zone';
import { body, client } from './client';
import type { AssetKind, PictureAnswer, SearchHistory, SearchPage, SimilarAssets, Suggestion } from './types';

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
  /** A passage; files with passages like it are looked for, whatever `q` says. */
  like?: string | undefined;
  sort?: SearchSort | undefined;
}

const PAGE = 24;

/** As `filters` of POST /search, and of a smart collection. */
export const filtersOf = ({ kind, year, tag, place, camera }: SearchNarrowing) => ({
  ...(kind && { kinds: [kind] }),
  ...(year && { on: year }),
  ...(tag && { tags: [tag] }),
  ...(place && { places: [place] }),
  ...(camera && { cameras: [camera] }),
});

export const searchOptions = ({ q, sort, like, ...narrowing }: SearchTerms) =>
  infiniteQueryOptions({
    queryKey: ['search', like ? { like } : q, filtersOf(narrowing), sort ?? 'relevance'],
    queryFn: ({ pageParam, signal }): Promise<SearchPage> =>
      body(
        client.POST('/api/v1/search', {
          signal,
          body: {
            query: like ? '' : q,
            segment_id: like ?? null,
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
    enabled: q.trim() !== '' || like !== undefined,
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

/** Files like this one: by what they say, by what they show, or copies and other versions of it. */
export const similarOptions = (id: string, by: 'text' | 'picture' | 'duplicate') =>
  queryOptions({
    queryKey: ['assets', 'detail', id, 'similar', by],
    queryFn: ({ signal }): Promise<SimilarAssets> =>
      body(
        client.GET('/api/v1/assets/{asset_id}/similar', {
          signal,
          params: { path: { asset_id: id }, query: { by, limit: 9 } },
        }),
      ),
    staleTime: 5 * 60_000,
    retry: false,
  });

/** Files like a picture that is not among them. `id` tells pictures apart. */
export const pictureSearchOptions = (id: string, picture: Blob | undefined) =>
  queryOptions({
    queryKey: ['search', 'picture', id],
    queryFn: ({ signal }): Promise<PictureAnswer> =>
      body(
        client.POST('/api/v1/search/by-image', {
          signal,
          params: { query: { limit: 50 } },
          body: { file: '' },
          bodySerializer: () => {
            const form = new FormData();
            form.set('file', picture ?? new Blob(), 'picture');
            return form;
          },
        }),
      ),
    enabled: picture !== undefined,
    staleTime: 10 * 60_000,
    retry: false,
  });
