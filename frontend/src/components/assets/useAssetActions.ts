import { useMutation, useQueryClient } from '@tanstack/react-query';
import { assetKeys, retryAsset } from '@/api/assets';
import { changeAssets, undoChanges } from '@/api/bulk';
import type { BulkAct, BulkResult, BulkSelection } from '@/api/bulk';
import { patchAsset } from '@/api/events';
import { Problem, saidOf } from '@/api/problem';
import { messages } from '@/lib/messages';
import { showToast } from '@/lib/toasts';

const failed = (error: unknown) =>
  showToast({ text: error instanceof Problem ? error.message : messages.errors.generic, tone: 'bad' });

/** What was done, in words; `name` is that of the tag or the collection. */
export interface Act extends BulkAct {
  selection: BulkSelection;
  name?: string;
}

function say({ action, name = '' }: Act, { done, failed: refused }: BulkResult): string {
  const t = messages.library;
  const said = {
    trash: t.inTrash,
    restore: t.restored,
    delete: t.deleted,
    retry: t.retried,
    tag: (count: number) => t.tagged(count, name),
    untag: (count: number) => t.untagged(count, name),
    add_to_collection: (count: number) => t.collected(count, name),
    remove_from_collection: (count: number) => t.uncollected(count, name),
  }[action](done);
  const first = refused[0];
  return first ? `${done > 0 ? `${said}. ` : ''}${t.refused(refused.length, saidOf(first))}` : said;
}

/** What can be done to files from any page. Every act answers with a message, and with Undo where there is a way back. */
export function useAssetActions() {
  const queryClient = useQueryClient();
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: assetKeys.all });
    void queryClient.invalidateQueries({ queryKey: ['collections'] });
    void queryClient.invalidateQueries({ queryKey: ['tags'] });
    void queryClient.invalidateQueries({ queryKey: ['search'], refetchType: 'none' });
  };
  const undo = useMutation({
    mutationFn: undoChanges,
    onSuccess: (count) => showToast({ text: messages.library.undone(count) }),
    onError: failed,
    onSettled: refresh,
  });
  const bulk = useMutation({
    mutationFn: ({ selection, action, tag, collection_id }: Act) =>
      changeAssets({ action, tag, collection_id }, selection),
    onSuccess: (result, act) =>
      showToast({
        text: say(act, result),
        tone: result.done === 0 && result.failed.length > 0 ? 'bad' : undefined,
        action:
          result.undo.length > 0 ? { label: messages.library.undo, run: () => undo.mutate(result.undo) } : undefined,
      }),
    onError: failed,
    onSettled: refresh,
  });
  const retry = useMutation({
    mutationFn: (id: string) => retryAsset(id),
    onSuccess: (asset) => patchAsset(queryClient, asset),
    onError: failed,
  });
  return {
    bulk,
    retry,
    trash: (ids: readonly string[]) => bulk.mutate({ action: 'trash', selection: { ids } }),
  };
}
