import { useInfiniteQuery } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import type { AssetSort } from '@/api/assets';
import { collectionAssetsOptions } from '@/api/collections';
import { seenTiles } from '@/api/grid';
import { searchOptions } from '@/api/search';
import type { SearchNarrowing } from '@/api/search';
import type { AssetStatus, Moment } from '@/api/types';

export interface ViewerTerms extends SearchNarrowing {
  page?: number | undefined;
  segment?: string | undefined;
  q?: string | undefined;
  like?: string | undefined;
  sort?: string | undefined;
  status?: AssetStatus | undefined;
  collection?: string | undefined;
  from?: 'library' | undefined;
}

export interface Place {
  assetId: string;
  search: ViewerTerms;
}

export interface Walk {
  /** 1-based place among the results; null where the file is not among them. */
  at: number | null;
  count: string;
  previous: Place | null;
  next: Place | null;
  /** Where this file matched. */
  moments: Moment[];
}

/** The list the file was opened from: how to go on in it, and why the file is in it. */
export function useWalk(assetId: string, terms: ViewerTerms): Walk {
  const results = useResults(assetId, terms);
  const list = useLibraryList(assetId, terms);
  return terms.q || terms.like ? results : list;
}

function useResults(
  assetId: string,
  { q = '', sort, page: _page, segment: _segment, from: _from, status: _s, collection: _c, ...narrowing }: ViewerTerms,
): Walk {
  const known = (['newest', 'oldest', 'size'] as const).find((each) => each === sort);
  const { data, hasNextPage } = useInfiniteQuery(searchOptions({ q, sort: known, ...narrowing }));
  const hits = data?.pages.flatMap((page) => page.items) ?? [];
  const index = hits.findIndex((hit) => hit.asset.id === assetId);
  const place = (at: number): Place | null => {
    const hit = index < 0 ? undefined : hits[at];
    if (!hit) return null;
    const best = hit.moments[0];
    return {
      assetId: hit.asset.id,
      search: {
        page: best?.locator.page ?? undefined,
        segment: best?.segment_id,
        q: q || undefined,
        sort,
        ...narrowing,
      },
    };
  };
  return {
    at: index < 0 ? null : index + 1,
    count: `${hits.length}${hasNextPage ? '+' : ''}`,
    previous: index > 0 ? place(index - 1) : null,
    next: place(index + 1),
    moments: hits[index]?.moments ?? [],
  };
}

/** Reads the library's tiles as they were left; opening a file by its address has none. */
function useLibraryList(assetId: string, { from, sort, kind, status, tag, collection }: ViewerTerms): Walk {
  const queryClient = useQueryClient();
  const nothing: Walk = { at: null, count: '', previous: null, next: null, moments: [] };
  if (from !== 'library') return nothing;
  const here = { kind, status, tag, collection, sort: sort as AssetSort | undefined };
  const tiles = seenTiles(queryClient, here);
  const found = collection ? (queryClient.getQueryData(collectionAssetsOptions(collection).queryKey)?.pages ?? []) : [];
  const items = tiles.length > 0 ? tiles : found.flatMap((page) => page.items);
  const index = items.findIndex((item) => item.id === assetId);
  if (index < 0) return nothing;
  const place = (at: number): Place | null => {
    const item = items[at];
    return item ? { assetId: item.id, search: { from, ...here } } : null;
  };
  return { ...nothing, previous: place(index - 1), next: place(index + 1) };
}
