import { messages } from '@/lib/messages';
import { Dialog } from './Dialog';

interface Props {
  open: boolean;
  title: string;
  text: string;
  action: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before what cannot be undone. */
export function ConfirmDialog({ open, title, text, action, onConfirm, onClose }: Props) {
  return (
    <Dialog open={open} title={title} question={text} onClose={onClose}>
      <div className="dialog__end">
        <button className="btn" type="button" onClick={onClose}>
          {messages.library.cancel}
        </button>
        <button className="btn btn--danger" type="button" onClick={onConfirm}>
          {action}
        </button>
      </div>
    </Dialog>
  );
}
