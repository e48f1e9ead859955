import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { messages } from '@/lib/messages';
import { useTitle } from '@/lib/title';
import { rememberSearch } from '@/lib/recentSearches';
import { isFocusCarried, putFocusDown } from '../carriedFocus';
import { AskedWith, PictureResults, Results, SearchFilters } from '../found';
import { Resting } from './Resting';
import { SearchBox } from './SearchBox';

const route = getRouteApi('/in/page/');

/** Typing searches by itself after this pause; Enter at once. */
const PAUSE_MS = 450;

export function SearchHome() {
  const { q = '', picture, like, ...terms } = route.useSearch();
  const navigate = useNavigate({ from: '/' });
  const { text, setText, submit } = useSearchText(q, (next, replace) => {
    void navigate({ search: next ? { ...terms, q: next } : {}, replace, resetScroll: false });
  });
  useTitle(q);

  // The box moves when the first results come; it keeps the focus then, and what it suggests.
  const [typing, setTyping] = useState<'no' | 'yes' | 'sent'>(isFocusCarried() ? 'sent' : 'no');
  useEffect(putFocusDown, []);
  const box = (
    <SearchBox
      value={text}
      focusOnArrival={(q === '' && !like) || typing !== 'no'}
      suggestOnArrival={typing === 'yes'}
      onChange={(value) => {
        setTyping('yes');
        setText(value);
      }}
      onSubmit={(value) => {
        setTyping('sent');
        submit(value);
      }}
    />
  );
  return (
    <main className="page" id="main">
      {q !== '' ? (
        <>
          <h1 className="sr">{messages.search.heading(q)}</h1>
          <div className="hunt">
            {box}
            <SearchFilters q={q} {...terms} />
          </div>
          <Results q={q} {...terms} />
        </>
      ) : picture ? (
        <>
          <div className="hunt">{box}</div>
          <PictureResults id={picture} />
        </>
      ) : like ? (
        <>
          <div className="hunt">
            {box}
            <AskedWith>
              <h1 className="h3">{messages.search.likePassage}</h1>
            </AskedWith>
          </div>
          <Results q="" like={like} {...terms} />
        </>
      ) : (
        <Resting box={box} />
      )}
    </main>
  );
}

/** What stands in the box, which runs ahead of the address; the address wins when it changes by itself (Back). */
function useSearchText(q: string, go: (q: string, replace: boolean) => void) {
  const [text, setTextState] = useState(q);
  const [seen, setSeen] = useState(q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  if (seen !== q) {
    setSeen(q);
    if (text.trim() !== q) setTextState(q);
  }
  const search = useEffectEvent((next: string, live: boolean) => {
    // While typing one entry of the history is rewritten, so that Back leads to what was there before.
    if (next !== q) go(next, live && q !== '');
    if (!live && next) rememberSearch(next);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    const next = text.trim();
    if (next === q) return;
    const live = setTimeout(() => search(next, true), next === '' ? 0 : PAUSE_MS);
    timer.current = live;
    return () => clearTimeout(live);
  }, [text, q]);
  return {
    text,
    setText: setTextState,
    submit: (value: string) => {
      clearTimeout(timer.current);
      const next = value.trim();
      setTextState(next);
      if (next !== q) go(next, false);
      if (next) rememberSearch(next);
    },
  };
}
