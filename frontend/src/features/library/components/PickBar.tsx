import { Download, FolderMinus, FolderPlus, RotateCcw, Tag, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { AssetFilter } from '@/api/assets';
import { prepareDownload } from '@/api/bulk';
import { Problem } from '@/api/problem';
import { useAssetActions } from '@/components/assets/useAssetActions';
import { CollectDialog, TagDialog } from '@/components/organise/Organise';
import { formatCount } from '@/lib/format';
import { messages } from '@/lib/messages';
import { useShortcuts } from '@/lib/shortcuts';
import { showToast } from '@/lib/toasts';
import type { Selection } from '../selection';

const t = messages.library;

interface Props {
  selection: Selection;
  filter: AssetFilter;
  total: number;
  /** Name of the collection one is in. */
  collection?: string | undefined;
  onRemove: () => void;
}

export function PickBar({ selection, filter, total, collection, onRemove }: Props) {
  const [asking, setAsking] = useState<'collection' | 'tag' | null>(null);
  const { bulk } = useAssetActions();
  const { count, clear, chosen } = selection;
  useShortcuts((event) => {
    if (event.key === 't') setAsking('tag');
    else if (event.key === 'c') setAsking('collection');
    else return;
    event.preventDefault();
  }, !filter.trashed);
  const download = async () => {
    try {
      // The browser downloads by itself, and shows how far it is.
      window.location.assign(await prepareDownload(chosen(), collection ?? 'Bowerbird'));
    } catch (error) {
      showToast({ text: error instanceof Problem ? error.message : messages.errors.generic, tone: 'bad' });
    }
  };
  const end = { selection: chosen, onClose: () => setAsking(null), onDone: clear };
  return (
    <section className="pickbar" aria-label={t.selected(count)}>
      <button className="ib" type="button" aria-label={t.clearSelection} title={t.clearSelection} onClick={clear}>
        <X className="i" aria-hidden />
      </button>
      <strong role="status">{t.selected(count)}</strong>
      {!selection.all && count < total && (
        <button className="btn btn--bare wide" type="button" onClick={selection.everything}>
          {t.selectAll(formatCount(total))}
        </button>
      )}
      {filter.trashed ? (
        <Act
          icon={<RotateCcw className="i" aria-hidden />}
          label={t.restore}
          onClick={() => {
            bulk.mutate({ action: 'restore', selection: chosen() });
            clear();
          }}
        />
      ) : (
        <>
          <Act
            icon={<FolderPlus className="i" aria-hidden />}
            label={messages.organise.collect}
            onClick={() => setAsking('collection')}
          />
          <Act
            icon={<Download className="i" aria-hidden />}
            label={messages.viewer.download}
            onClick={() => void download()}
          />
          <Act
            icon={<Tag className="i" aria-hidden />}
            label={messages.organise.tagThem}
            onClick={() => setAsking('tag')}
          />
          {filter.collection && (
            <Act
              icon={<FolderMinus className="i" aria-hidden />}
              label={messages.organise.takeOut}
              onClick={() => {
                const { collection: collection_id } = filter;
                bulk.mutate({
                  action: 'remove_from_collection',
                  collection_id,
                  name: collection ?? '',
                  selection: chosen(),
                });
                clear();
              }}
            />
          )}
          {filter.tag && (
            <Act
              icon={<X className="i" aria-hidden />}
              label={messages.organise.takeOff(filter.tag)}
              onClick={() => {
                bulk.mutate({ action: 'untag', tag: filter.tag, name: filter.tag, selection: chosen() });
                clear();
              }}
            />
          )}
        </>
      )}
      <button
        className="btn btn--bare btn--danger"
        type="button"
        aria-label={filter.trashed ? t.deleteForGood : t.moveToTrash}
        onClick={onRemove}
      >
        <Trash2 className="i" aria-hidden />
        <span className="lbl">{filter.trashed ? t.deleteForGood : t.trash}</span>
      </button>
      <CollectDialog open={asking === 'collection'} {...end} />
      <TagDialog open={asking === 'tag'} {...end} />
    </section>
  );
}

function Act({ icon, label, onClick }: { icon: ReactNode; label: string; onClick: () => void }) {
  return (
    <button className="btn btn--bare" type="button" aria-label={label} title={label} onClick={onClick}>
      {icon}
      <span className="lbl">{label}</span>
    </button>
  );
}
