/** What the workers are at. */
import { queryOptions } from '@tanstack/react-query';
import { body, client } from './client';

/** Ids of the files that are being read this moment, the latest begun first. */
export const runningOptions = queryOptions({
  queryKey: ['activity', 'running'],
  queryFn: async ({ signal }): Promise<string[]> => {
    const { running } = await body(client.GET('/api/v1/jobs', { signal }));
    return [...new Set(running.map((job) => job.asset_id))];
  },
  staleTime: 1000,
});
