import { Search, X } from 'lucide-react';
import { useId, useRef } from 'react';
import { messages } from '@/lib/messages';

/** The one box. Large on the home, small in the header of every other page. */
export function SearchBox(props: {
  value: string;
  small?: boolean;
  focusOnArrival?: boolean;
  onChange: (value: string) => void;
  onSubmit: (value: string) => void;
}) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  return (
    <form
      className={`find ${props.small ? 'find--s' : 'find--l'}`}
      role="search"
      aria-label={messages.search.label}
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit(props.value);
      }}
    >
      <Search className="i" aria-hidden />
      <label className="sr" htmlFor={id}>
        {messages.search.label}
      </label>
      <input
        ref={input}
        id={id}
        data-search-box
        type="text"
        inputMode="search"
        enterKeyHint="search"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={props.value}
        // Search is what the home is for, so the box has the focus on arrival.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={props.focusOnArrival}
        placeholder={props.small ? messages.search.placeholderShort : messages.search.placeholder}
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            if (props.value) props.onChange('');
            else input.current?.blur();
          }
        }}
      />
      {props.value !== '' && !props.small && (
        <button
          className="ib"
          type="button"
          aria-label={messages.search.clear}
          onClick={() => {
            props.onChange('');
            input.current?.focus();
          }}
        >
          <X className="i" aria-hidden />
        </button>
      )}
      {props.small && <kbd aria-hidden="true">/</kbd>}
    </form>
  );
}
