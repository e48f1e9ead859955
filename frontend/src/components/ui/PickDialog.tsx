import { Plus } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { messages } from '@/lib/messages';

export interface Choice {
  id: string;
  label: string;
  /** What it lies in, how much it holds. */
  note?: string;
}

interface Props {
  open: boolean;
  title: string;
  label: string;
  choices: readonly Choice[];
  /** What the line that makes a new one says. */
  createLabel: (name: string) => string;
  onPick: (id: string) => void;
  onCreate: (name: string) => void;
  onClose: () => void;
  children?: ReactNode;
}

/** Choose one of many by typing a part of its name, or make a new one of that name. */
export function PickDialog(props: Props) {
  const { open, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} className="dialog dialog--pick" aria-labelledby={`${id}-title`} onClose={onClose}>
      {open && (
        <>
          <h2 className="h2" id={`${id}-title`}>
            {props.title}
          </h2>
          <Choices {...props} />
          <div className="dialog__end">
            <button className="btn" type="button" onClick={onClose}>
              {messages.library.cancel}
            </button>
          </div>
        </>
      )}
    </dialog>
  );
}

function Choices({ label, choices, createLabel, onPick, onCreate }: Props) {
  const [text, setText] = useState('');
  const name = text.trim();
  const lower = name.toLocaleLowerCase();
  const found = choices.filter((choice) => choice.label.toLocaleLowerCase().includes(lower));
  const exact = found.find((choice) => choice.label.toLocaleLowerCase() === lower);
  const id = useId();
  return (
    <form
      className="pick"
      onSubmit={(event) => {
        event.preventDefault();
        if (exact) onPick(exact.id);
        else if (name) onCreate(name);
      }}
    >
      <div className="field">
        <label htmlFor={id}>{label}</label>
        <input
          id={id}
          className="input"
          autoComplete="off"
          maxLength={100}
          value={text}
          // The dialog was opened to type here.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <ul className="pick__list">
        {found.map((choice) => (
          <li key={choice.id}>
            <button className="menu__item" type="button" onClick={() => onPick(choice.id)}>
              <span className="clip">{choice.label}</span>
              {choice.note && <span className="sm faint">{choice.note}</span>}
            </button>
          </li>
        ))}
        {name && !exact && (
          <li>
            <button className="menu__item" type="submit">
              <Plus className="i i--s" aria-hidden />
              {createLabel(name)}
            </button>
          </li>
        )}
      </ul>
    </form>
  );
}
