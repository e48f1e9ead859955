import { RotateCcw, Trash2, X } from 'lucide-react';
import { messages } from '@/lib/messages';

export function PickBar(props: {
  ids: string[];
  trashed: boolean;
  onClear: () => void;
  onRemove: (ids: string[]) => void;
  onRestore: (ids: string[]) => void;
}) {
  const { ids, trashed } = props;
  return (
    <section className="pickbar" aria-label={messages.library.selected(ids.length)}>
      <button className="ib" type="button" aria-label={messages.library.clearSelection} onClick={props.onClear}>
        <X className="i" aria-hidden />
      </button>
      <strong role="status">{messages.library.selected(ids.length)}</strong>
      {trashed && (
        <button className="btn btn--bare" type="button" onClick={() => props.onRestore(ids)}>
          <RotateCcw className="i" aria-hidden />
          {messages.library.restore}
        </button>
      )}
      <button
        className="btn btn--bare btn--danger"
        type="button"
        aria-label={trashed ? messages.library.deleteForGood : messages.library.moveToTrash}
        onClick={() => props.onRemove(ids)}
      >
        <Trash2 className="i" aria-hidden />
        <span className="lbl">{trashed ? messages.library.deleteForGood : messages.library.trash}</span>
      </button>
    </section>
  );
}
