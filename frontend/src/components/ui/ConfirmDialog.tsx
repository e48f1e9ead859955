import { useEffect, useId, useRef } from 'react';
import { messages } from '@/lib/messages';

interface Props {
  open: boolean;
  title: string;
  text: string;
  action: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before what cannot be undone. The browser's own modal dialog: it keeps the focus, closes on Escape and gives the focus back. */
export function ConfirmDialog({ open, title, text, action, onConfirm, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      role="alertdialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onClose={onClose}
    >
      {open && (
        <>
          <h2 className="h2" id={`${id}-title`}>
            {title}
          </h2>
          <p className="muted" id={`${id}-text`}>
            {text}
          </p>
          <div className="dialog__end">
            <button className="btn" type="button" onClick={onClose}>
              {messages.library.cancel}
            </button>
            <button className="btn btn--danger" type="button" onClick={onConfirm}>
              {action}
            </button>
          </div>
        </>
      )}
    </dialog>
  );
}
