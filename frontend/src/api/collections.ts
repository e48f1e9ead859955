import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { body, client } from './client';
import type { Collection, GridItem, GridPage, Schemas } from './types';

const ALL = ['collections'] as const;

export const collectionsOptions = queryOptions({
  queryKey: [...ALL, 'list'],
  queryFn: async ({ signal }): Promise<Collection[]> => {
    const items: Collection[] = [];
    let cursor: string | null = null;
    do {
      const page: Schemas['CollectionPage'] = await body(
        client.GET('/api/v1/collections', { signal, params: { query: { cursor, limit: 200 } } }),
      );
      items.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor);
    return items;
  },
  staleTime: 30_000,
});

export const collectionOptions = (id: string) =>
  queryOptions({
    queryKey: [...ALL, 'one', id],
    queryFn: ({ signal }): Promise<Collection> =>
      body(client.GET('/api/v1/collections/{collection_id}', { signal, params: { path: { collection_id: id } } })),
    staleTime: 30_000,
  });

/** What a collection holds: of a smart one, what its search finds now. */
export const collectionAssetsOptions = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...ALL, 'one', id, 'assets'],
    queryFn: ({ pageParam, signal }): Promise<GridPage> =>
      body(
        client.GET('/api/v1/collections/{collection_id}/assets', {
          signal,
          params: { path: { collection_id: id }, query: { cursor: pageParam, limit: 100 } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    staleTime: 30_000,
  });

/** Among so many of what a smart collection finds first, one has a picture or none is shown. */
const COVER_AMONG = 12;

/** A smart collection has no files of its own: the first picture that it finds stands for it. */
export const smartCoverOptions = (id: string) =>
  queryOptions({
    queryKey: [...ALL, 'one', id, 'cover'],
    queryFn: async ({ signal }): Promise<GridItem | null> => {
      const { items } = await body(
        client.GET('/api/v1/collections/{collection_id}/assets', {
          signal,
          params: { path: { collection_id: id }, query: { limit: COVER_AMONG } },
        }),
      );
      return items.find((item) => item.thumbnail_url) ?? null;
    },
    staleTime: 5 * 60_000,
  });

export const createCollection = (collection: {
  name: string;
  parent_id?: string | null;
  query?: string | null;
  filters?: Record<string, unknown> | null;
}): Promise<Collection> => body(client.POST('/api/v1/collections', { body: { description: '', ...collection } }));

export const changeCollection = (id: string, change: Schemas['CollectionPatch']): Promise<Collection> =>
  body(client.PATCH('/api/v1/collections/{collection_id}', { params: { path: { collection_id: id } }, body: change }));

export async function deleteCollection(id: string): Promise<void> {
  await client.DELETE('/api/v1/collections/{collection_id}', { params: { path: { collection_id: id } } });
}
