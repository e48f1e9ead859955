import { useMutation, useQueryClient } from '@tanstack/react-query';
import { assetKeys, deleteAssetForGood, restoreAsset, retryAsset, trashAsset } from '@/api/assets';
import { patchAsset } from '@/api/events';
import { Problem } from '@/api/problem';
import { messages } from '@/lib/messages';
import { showToast } from '@/lib/toasts';

const failed = (error: unknown) =>
  showToast({ text: error instanceof Problem ? error.message : messages.errors.generic, tone: 'bad' });

/** Runs `act` over all ids, a few at a time, and goes on after a failure, which it throws at the end. */
async function each(ids: readonly string[], act: (id: string) => Promise<void>): Promise<void> {
  const queue = [...ids];
  let failure: unknown = null;
  const work = async () => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      try {
        await act(id);
      } catch (error) {
        failure ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));

  if (failure !== null) throw failure;
}

/** What can be done to files from any page. Every act answers with a message, and trash with Undo. */
export function useAssetActions() {
  const queryClient = useQueryClient();
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: assetKeys.all });
    void queryClient.invalidateQueries({ queryKey: ['search'], refetchType: 'none' });
  };

  const restore = useMutation({
    mutationFn: (ids: readonly string[]) => each(ids, restoreAsset),
    onSuccess: (_, ids) => showToast({ text: messages.library.restored(ids.length) }),
    onError: failed,
    onSettled: refresh,
  });
  const trash = useMutation({
    mutationFn: (ids: readonly string[]) => each(ids, trashAsset),
    onSuccess: (_, ids) =>
      showToast({
        text: messages.library.inTrash(ids.length),
        action: { label: messages.library.undo, run: () => restore.mutate(ids) },
      }),
    onError: failed,
    onSettled: refresh,
  });
  const removeForGood = useMutation({
    mutationFn: (ids: readonly string[]) => each(ids, deleteAssetForGood),
    onSuccess: (_, ids) => showToast({ text: messages.library.deleted(ids.length) }),
    onError: failed,
    onSettled: refresh,
  });
  const retry = useMutation({
    mutationFn: (id: string) => retryAsset(id),
    onSuccess: (asset) => patchAsset(queryClient, asset),
    onError: failed,
  });
  return { trash, restore, removeForGood, retry };
}
