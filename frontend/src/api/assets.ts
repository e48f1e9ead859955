import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { body, client } from './client';
import { problemFrom } from './problem';
import type {
  Asset,
  AssetCounts,
  AssetFile,
  AssetKind,
  AssetPage,
  AssetStatus,
  ContentsPage,
  SegmentPage,
} from './types';

export type AssetSort = '-happened_at' | '-created_at' | 'name' | '-size';

export interface AssetFilter {
  kind?: AssetKind | undefined;
  status?: AssetStatus | undefined;
  sort?: AssetSort | undefined;
  trashed?: boolean | undefined;
  tag?: string | undefined;
  collection?: string | undefined;
}

/** The filter as the query of GET /assets and its kin. */
export const queryOf = ({ kind, status, tag, collection, ...rest }: AssetFilter) => ({
  ...rest,
  kind: kind && [kind],
  status: status && [status],
  tag: tag === undefined ? undefined : [tag],
  collection_id: collection,
});

export const assetKeys = {
  all: ['assets'] as const,
  lists: ['assets', 'list'] as const,
  grids: ['assets', 'grid'] as const,
  timelines: ['assets', 'timeline'] as const,
  counts: ['assets', 'count'] as const,
  detail: (id: string) => ['assets', 'detail', id] as const,
};

/** How many files there are, by kind and by state: one answer for everything that counts. */
export const assetCountsOptions = queryOptions({
  queryKey: assetKeys.counts,
  queryFn: ({ signal }): Promise<AssetCounts> => body(client.GET('/api/v1/assets/counts', { signal })),
  staleTime: 60_000,
});

/** To select one number from them. */
export const countOf =
  ({ kind, status }: Pick<AssetFilter, 'kind' | 'status'>) =>
  ({ total, by_kind, by_status }: AssetCounts): number =>
    kind ? (by_kind[kind] ?? 0) : status ? (by_status[status] ?? 0) : total;

/** Files in one state, the latest first, with their steps. */
export const assetsInStateOptions = (status: AssetStatus, limit: number) =>
  queryOptions({
    queryKey: [...assetKeys.lists, 'state', status, limit],
    queryFn: ({ signal }): Promise<AssetPage> =>
      body(
        client.GET('/api/v1/assets', {
          signal,
          params: { query: { status: [status], sort: '-created_at', limit } },
        }),
      ),
    staleTime: 10_000,
  });

/** What is in a message or an archive, and what it came in. */
export const contentsOptions = (id: string) =>
  queryOptions({
    queryKey: [...assetKeys.detail(id), 'contents'],
    queryFn: ({ signal }): Promise<ContentsPage> =>
      body(
        client.GET('/api/v1/assets/{asset_id}/contents', {
          signal,
          params: { path: { asset_id: id }, query: { limit: 50 } },
        }),
      ),
    staleTime: 60_000,
    retry: false,
  });

export const renameAsset = (id: string, name: string): Promise<AssetFile> =>
  body(client.PATCH('/api/v1/assets/{asset_id}', { params: { path: { asset_id: id } }, body: { name } }));

export const unlockAsset = (id: string, password: string): Promise<Asset> =>
  body(client.POST('/api/v1/assets/{asset_id}/unlock', { params: { path: { asset_id: id } }, body: { password } }));

export const unpackAsset = (id: string): Promise<{ collection_id: string; name: string }> =>
  body(client.POST('/api/v1/assets/{asset_id}/unpack', { params: { path: { asset_id: id } } }));

export const recentAssetsOptions = queryOptions({
  queryKey: [...assetKeys.lists, 'recent'],
  queryFn: ({ signal }): Promise<AssetPage> =>
    body(client.GET('/api/v1/assets', { signal, params: { query: { sort: '-created_at', limit: 24 } } })),
  staleTime: 30_000,
});

export const assetOptions = (id: string) =>
  queryOptions({
    queryKey: assetKeys.detail(id),
    queryFn: ({ signal }): Promise<AssetFile> =>
      body(client.GET('/api/v1/assets/{asset_id}', { signal, params: { path: { asset_id: id } } })),
    staleTime: 30_000,
  });

export const segmentsOptions = (id: string, page?: number) =>
  infiniteQueryOptions({
    queryKey: [...assetKeys.detail(id), 'segments', page ?? 'all'],
    queryFn: ({ pageParam, signal }): Promise<SegmentPage> =>
      body(
        client.GET('/api/v1/assets/{asset_id}/segments', {
          signal,
          params: { path: { asset_id: id }, query: { page, cursor: pageParam, limit: 200 } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: 5 * 60_000,
  });

export const retryAsset = (id: string): Promise<Asset> =>
  body(client.POST('/api/v1/assets/{asset_id}/retry', { params: { path: { asset_id: id } } }));

export const originalUrl = (id: string, download = false): string =>
  `/api/v1/assets/${id}/original${download ? '?download=true' : ''}`;

export const PAGE_WIDTHS = [320, 640, 1280, 1920] as const;

export const pageImageUrl = (id: string, page: number, width: (typeof PAGE_WIDTHS)[number]): string =>
  `/api/v1/assets/${id}/pages/${page}?width=${width}`;

/** Loudness over the whole recording, 0..255. Made once, never changed. */
export const waveformOptions = (asset: Asset) =>
  queryOptions({
    queryKey: [...assetKeys.detail(asset.id), 'waveform', asset.waveform_url ?? null],
    queryFn: async ({ signal }): Promise<number[]> => {
      if (!asset.waveform_url) return [];
      const response = await fetch(asset.waveform_url, { signal, credentials: 'same-origin' });
      if (!response.ok) throw problemFrom(response.status, await response.text(), (name) => response.headers.get(name));
      const value: unknown = await response.json();
      const peaks = Array.isArray(value) ? value : (value as { peaks?: unknown }).peaks;
      return Array.isArray(peaks) ? peaks.filter((peak): peak is number => typeof peak === 'number') : [];
    },
    enabled: Boolean(asset.waveform_url),
    staleTime: Number.POSITIVE_INFINITY,
  });
