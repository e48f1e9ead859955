import { infiniteQueryOptions } from '@tanstack/react-query';
import { body, client } from './client';
import type { AssetKind, SearchPage } from './types';

export type SearchSort = 'relevance' | 'newest';

export interface SearchTerms {
  q: string;
  kind?: AssetKind | undefined;
  sort?: SearchSort | undefined;
}

const PAGE = 24;

export const searchOptions = ({ q, kind, sort }: SearchTerms) =>
  infiniteQueryOptions({
    queryKey: ['search', q, kind ?? 'all', sort ?? 'relevance'],
    queryFn: ({ pageParam, signal }): Promise<SearchPage> =>
      body(
        client.POST('/api/v1/search', {
          signal,
          body: { query: q, limit: PAGE, cursor: pageParam, kinds: kind ? [kind] : [], sort: sort ?? 'relevance' },
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
