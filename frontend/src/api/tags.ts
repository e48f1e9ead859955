import { queryOptions } from '@tanstack/react-query';
import { body, client } from './client';
import type { Tag } from './types';

export const tagsOptions = queryOptions({
  queryKey: ['tags'],
  queryFn: async ({ signal }): Promise<Tag[]> => {
    const page = await body(client.GET('/api/v1/tags', { signal, params: { query: { limit: 1000 } } }));
    return page.items;
  },
  staleTime: 60_000,
});

export const renameTag = (id: string, name: string): Promise<Tag> =>
  body(client.PATCH('/api/v1/tags/{tag_id}', { params: { path: { tag_id: id } }, body: { name } }));

export async function deleteTag(id: string): Promise<void> {
  await client.DELETE('/api/v1/tags/{tag_id}', { params: { path: { tag_id: id } } });
}
