import { messages } from '@/lib/messages';
import { Dialog } from './Dialog';

interface Props {
  open: boolean;
  title: string;
  text: string;
  action: string;
  /** Another way to go on, which does more. */
  more?: { action: string; onConfirm: () => void };
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before what cannot be undone. */
export function ConfirmDialog({ open, title, text, action, more, onConfirm, onClose }: Props) {
  return (
    <Dialog open={open} title={title} question={text} onClose={onClose}>
      <div className="dialog__end">
        <button className="btn" type="button" onClick={onClose}>
          {messages.library.cancel}
        </button>
        {more && (
          <button className="btn btn--danger" type="button" onClick={more.onConfirm}>
            {more.action}
          </button>
        )}
        <button className="btn btn--danger" type="button" onClick={onConfirm}>
          {action}
        </button>
      </div>
    </Dialog>
  );
}
