import { useQuery } from '@tanstack/react-query';
import { Camera, Clock, File, Folder, ImageUp, MapPin, Search, SlidersHorizontal, Tag, X } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useDeferredValue, useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { suggestionsOptions } from '@/api/search';
import type { Suggestion } from '@/api/types';
import { onlyPicture } from '@/lib/askedPicture';
import { useMedia } from '@/lib/media';
import { messages } from '@/lib/messages';
import { useSearchByPicture } from './useSearchByPicture';

const ICONS: Record<Suggestion['kind'], LucideIcon> = {
  name: File,
  qualifier: SlidersHorizontal,
  tag: Tag,
  place: MapPin,
  camera: Camera,
  collection: Folder,
  past: Clock,
};

interface Props {
  value: string;
  small?: boolean;
  focusOnArrival?: boolean;
  suggestOnArrival?: boolean;
  onChange: (value: string) => void;
  onSubmit: (value: string) => void;
}

/** The one box. Large on the home, small in the header of every other page. */
export function SearchBox(props: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const { focusOnArrival = false } = props;
  useEffect(() => {
    // Search is what the home is for, so the box has the focus on arrival; and it keeps it when results come below it.
    if (!focusOnArrival || !input.current) return;
    input.current.focus();
    input.current.setSelectionRange(input.current.value.length, input.current.value.length);
    // Only on arrival.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  const list = useSuggestions(props);
  const searchByPicture = useSearchByPicture();
  const picker = useRef<HTMLInputElement>(null);
  const narrow = useMedia('(max-width: 720px)');

  return (
    <form
      className={`find ${props.small ? 'find--s' : 'find--l'}`}
      role="search"
      aria-label={messages.search.label}
      onSubmit={(event) => {
        event.preventDefault();
        list.close();
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
        role="combobox"
        aria-expanded={list.shown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={list.active >= 0 ? `${id}-${list.active}` : undefined}
        inputMode="search"
        enterKeyHint="search"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={props.value}
        placeholder={props.small || narrow ? messages.search.placeholderShort : messages.search.placeholder}
        onChange={(event) => {
          list.open();
          props.onChange(event.target.value);
        }}
        onBlur={list.close}
        onPaste={(event) => {
          const picture = onlyPicture(event.clipboardData.files);
          if (!picture) return;
          // Pasted anywhere else it is added.
          event.preventDefault();
          event.stopPropagation();
          searchByPicture(picture);
        }}
        onKeyDown={(event) => {
          if (list.onKeyDown(event)) return;
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
      <button
        className="ib ib--s"
        type="button"
        aria-label={messages.search.byPicture}
        title={messages.search.byPicture}
        onClick={() => picker.current?.click()}
      >
        <ImageUp className="i" aria-hidden />
      </button>
      <input
        ref={picker}
        type="file"
        accept="image/*"
        hidden
        aria-label={messages.search.byPicture}
        onChange={(event) => {
          const [picture] = event.currentTarget.files ?? [];
          if (picture) searchByPicture(picture);
          event.currentTarget.value = '';
        }}
      />
      {props.small && <kbd aria-hidden="true">/</kbd>}
      <ul
        id={`${id}-list`}
        className="menu suggest"
        role="listbox"
        aria-label={messages.search.suggestions}
        hidden={!list.shown}
      >
        {list.items.map((item, index) => {
          const Icon = ICONS[item.kind];
          return (
            // The keyboard reaches the options through the box, which keeps the focus.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events
            <li
              key={`${item.kind} ${item.insert}`}
              id={`${id}-${index}`}
              className="menu__item"
              role="option"
              aria-selected={index === list.active}
              tabIndex={-1}
              data-highlighted={index === list.active ? '' : undefined}
              // Before the box loses the focus, and with it the list.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => list.choose(item)}
            >
              <Icon className="i i--s" aria-hidden />
              <span className="clip">{item.text}</span>
            </li>
          );
        })}
      </ul>
    </form>
  );
}

function useSuggestions({ value, suggestOnArrival = false, onChange, onSubmit }: Props) {
  const [wanted, setWanted] = useState(suggestOnArrival);
  const [active, setActive] = useState(-1);
  const asked = useDeferredValue(value.trim());
  const { data = [] } = useQuery({ ...suggestionsOptions(asked), enabled: wanted && asked !== '' });
  const items = data.filter((item) => item.insert.trim() !== value.trim());
  const shown = wanted && asked !== '' && items.length > 0;
  const close = () => {
    setWanted(false);
    setActive(-1);
  };
  const choose = (item: Suggestion) => {
    // A qualifier is begun; what it is about follows.
    if (item.kind === 'qualifier') {
      onChange(item.insert);
      setActive(-1);
      return;
    }
    close();
    onChange(item.insert);
    onSubmit(item.insert);
  };
  return {
    items: shown ? items : [],
    shown,
    active: shown ? active : -1,
    open: () => {
      setWanted(true);
      setActive(-1);
    },
    close,
    choose,
    onKeyDown(event: KeyboardEvent): boolean {
      if (!shown) return false;
      const chosen = items[active];
      if (event.key === 'ArrowDown') setActive((active + 1) % items.length);
      else if (event.key === 'ArrowUp') setActive(active <= 0 ? items.length - 1 : active - 1);
      else if (event.key === 'Enter' && chosen) choose(chosen);
      else if (event.key === 'Escape') close();
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}
