import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';

interface Props {
  open: boolean;
  title: string;
  className?: string;
  /** The question that an alert dialog asks, below its title. */
  question?: string;
  /** Beside the title. */
  corner?: ReactNode;
  onClose: () => void;
  /** Mounted while it is open, so that what was typed is forgotten. */
  children: ReactNode;
}

/** The browser's own modal dialog: it keeps the focus, closes on Escape and gives the focus back. */
export function Dialog({ open, title, className = '', question, corner, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const heading = (
    <h2 className="h2" id={`${id}-title`}>
      {title}
    </h2>
  );
  return (
    <dialog
      ref={dialog}
      className={`dialog ${className}`.trim()}
      role={question === undefined ? undefined : 'alertdialog'}
      aria-labelledby={`${id}-title`}
      aria-describedby={question === undefined ? undefined : `${id}-question`}
      onClose={onClose}
    >
      {open && (
        <>
          {corner ? (
            <div className="bar">
              {heading}
              {corner}
            </div>
          ) : (
            heading
          )}
          {question !== undefined && (
            <p className="muted" id={`${id}-question`}>
              {question}
            </p>
          )}
          {children}
        </>
      )}
    </dialog>
  );
}
