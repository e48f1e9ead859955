import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { BulkSelection } from '@/api/bulk';
import { collectionsOptions, createCollection } from '@/api/collections';
import { Problem } from '@/api/problem';
import { tagsOptions } from '@/api/tags';
import { useAssetActions } from '@/components/assets/useAssetActions';
import { PickDialog } from '@/components/ui/PickDialog';
import { messages } from '@/lib/messages';
import { showToast } from '@/lib/toasts';
import { pathOf } from './tree';

const t = messages.organise;

interface Props {
  open: boolean;
  selection: () => BulkSelection;
  onClose: () => void;
  onDone?: () => void;
}

/** Which collection? */
export function CollectDialog({ open, selection, onClose, onDone }: Props) {
  const { data = [] } = useQuery({ ...collectionsOptions, enabled: open });
  const queryClient = useQueryClient();
  const { bulk } = useAssetActions();
  const put = (collection_id: string, name: string) => {
    bulk.mutate({ action: 'add_to_collection', collection_id, name, selection: selection() });
    onClose();
    onDone?.();
  };
  const create = async (name: string) => {
    try {
      const made = await createCollection({ name });
      void queryClient.invalidateQueries({ queryKey: ['collections'] });
      put(made.id, made.name);
    } catch (error) {
      showToast({ text: error instanceof Problem ? error.message : messages.errors.generic, tone: 'bad' });
    }
  };
  return (
    <PickDialog
      open={open}
      title={t.collect}
      label={t.collectionName}
      choices={data
        .filter((each) => !each.is_smart)
        .map((each) => ({ id: each.id, label: each.name, note: pathOf(data, each) }))}
      createLabel={t.newCollectionNamed}
      onPick={(id) => put(id, data.find((each) => each.id === id)?.name ?? '')}
      onCreate={(name) => void create(name)}
      onClose={onClose}
    />
  );
}

/** Which tag? */
export function TagDialog({ open, selection, onClose, onDone }: Props) {
  const { data = [] } = useQuery({ ...tagsOptions, enabled: open });
  const { bulk } = useAssetActions();
  const put = (tag: string) => {
    bulk.mutate({ action: 'tag', tag, name: tag, selection: selection() });
    onClose();
    onDone?.();
  };
  return (
    <PickDialog
      open={open}
      title={t.tagThem}
      label={t.tagName}
      choices={data.map((tag) => ({ id: tag.name, label: tag.name, note: messages.files(tag.count) }))}
      createLabel={t.newTagNamed}
      onPick={put}
      onCreate={put}
      onClose={onClose}
    />
  );
}
