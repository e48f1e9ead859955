import { useState } from 'react';
import { messages } from '@/lib/messages';
import { Dialog } from './Dialog';
import { Field } from './Field';

interface Props {
  open: boolean;
  title: string;
  label: string;
  action: string;
  /** What stands in the field at first. */
  name?: string;
  error?: string | null;
  onSubmit: (name: string) => void;
  onClose: () => void;
}

/** Asks for a name. */
export function NameDialog(props: Props) {
  return (
    <Dialog open={props.open} title={props.title} onClose={props.onClose}>
      <NameForm {...props} />
    </Dialog>
  );
}

function NameForm({ label, action, name = '', error, onSubmit, onClose }: Props) {
  const [text, setText] = useState(name);
  return (
    <form
      className="pick"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) onSubmit(text.trim());
      }}
    >
      <Field
        label={label}
        value={text}
        maxLength={200}
        error={error}
        // The dialog was opened to type here.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        onFocus={(event) => event.target.select()}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="dialog__end">
        <button className="btn" type="button" onClick={onClose}>
          {messages.library.cancel}
        </button>
        <button className="btn btn--main" type="submit" disabled={text.trim() === ''}>
          {action}
        </button>
      </div>
    </form>
  );
}
