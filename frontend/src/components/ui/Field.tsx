import { useId } from 'react';
import type { ComponentProps } from 'react';

/** A labelled input with a hint, or with what is wrong in its place. */
export function Field({
  label,
  hint,
  error,
  ...input
}: { label: string; hint?: string; error?: string | null } & ComponentProps<'input'>) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        className="input"
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
      />
      {note && (
        <small id={`${id}-note`} className={error ? 'bad' : undefined} role={error ? 'alert' : undefined}>
          {note}
        </small>
      )}
    </div>
  );
}
