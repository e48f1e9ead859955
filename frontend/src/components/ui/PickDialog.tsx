import { Plus } from 'lucide-react';
import { useId, useState } from 'react';
import { messages } from '@/lib/messages';
import { Dialog } from './Dialog';

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
}

/** Choose one of many by typing a part of its name, or make a new one of that name. */
export function PickDialog(props: Props) {
  return (
    <Dialog open={props.open} title={props.title} className="dialog--pick" onClose={props.onClose}>
      <Choices {...props} />
      <div className="dialog__end">
        <button className="btn" type="button" onClick={props.onClose}>
          {messages.library.cancel}
        </button>
      </div>
    </Dialog>
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
