/** One thing done to many files at once, with the way back. */
import type { AssetFilter } from './assets';
import { body, client } from './client';
import type { BulkIn, BulkUndo, Schemas } from './types';

/** Files by id, or all that match a view except some. */
export type BulkSelection = { ids: readonly string[] } | { filter: AssetFilter; exceptIds: readonly string[] };

export type BulkAct = Pick<BulkIn, 'action' | 'tag' | 'collection_id'>;

export interface BulkResult {
  done: number;
  failed: { id: string; code: string; detail: string }[];
  /** Requests that take it back, the last first. */
  undo: BulkUndo[];
}

/** Ids of one request. */
const MOST = 4000;

const selectionBody = (selection: BulkSelection): Pick<Schemas['BulkIn'], 'asset_ids' | 'filter' | 'except_ids'> => {
  if ('ids' in selection) return { asset_ids: [...selection.ids], except_ids: [] };
  const { kind, status, tag, collection, trashed } = selection.filter;
  return {
    filter: {
      kinds: kind ? [kind] : [],
      statuses: status ? [status] : [],
      tags: tag === undefined ? [] : [tag],
      collection_id: collection ?? null,
      trashed: trashed ?? false,
    },
    except_ids: [...selection.exceptIds],
  };
};

const portions = (selection: BulkSelection): BulkSelection[] => {
  if (!('ids' in selection) || selection.ids.length <= MOST) return [selection];
  const count = Math.ceil(selection.ids.length / MOST);
  return Array.from({ length: count }, (_, index) => ({ ids: selection.ids.slice(index * MOST, (index + 1) * MOST) }));
};

export async function changeAssets(act: BulkAct, selection: BulkSelection): Promise<BulkResult> {
  const result: BulkResult = { done: 0, failed: [], undo: [] };
  for (const portion of portions(selection)) {
    let cursor: string | null = null;
    do {
      const answer: Schemas['BulkOut'] = await body(
        client.POST('/api/v1/assets/bulk', { body: { ...act, ...selectionBody(portion), cursor } }),
      );
      result.done += answer.done;
      result.failed.push(...answer.failed);
      if (answer.undo) result.undo.unshift(answer.undo);
      cursor = answer.next_cursor;
    } while (cursor);
  }
  return result;
}

/** Takes back what changeAssets() did. */
export async function undoChanges(undo: readonly BulkUndo[]): Promise<number> {
  let done = 0;
  for (const request of undo) {
    done += (await body(client.POST('/api/v1/assets/bulk', { body: { ...request, except_ids: [] } }))).done;
  }
  return done;
}

/** Where the browser fetches the selection as one ZIP. */
export const prepareDownload = async (selection: BulkSelection, name: string): Promise<string> =>
  (await body(client.POST('/api/v1/assets/download', { body: { ...selectionBody(selection), name } }))).url;
