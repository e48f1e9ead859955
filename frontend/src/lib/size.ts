import { useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { whenPainted } from './painted';

interface Place {
  /** CSS pixels. */
  width: number;
  /** From the top of the page. */
  top: number;
}

const remembered = new Map<string, Place>();

/** How wide the element `data-here` of a page like this one is. */
export function widthIn(likeness: string): number {
  const box = document.createElement('div');
  box.innerHTML = likeness;
  document.body.append(box);
  const width = box.querySelector('[data-here]')?.clientWidth ?? 0;
  box.remove();
  return width;
}

/**
 * Where an element is and how wide. What was last seen under `name` is there from the first render on, so that a long page has its height at once and the
 * browser can go back to where it was scrolled; before it was seen, the width that it will have (`likeness`: the boxes of its page, as markup), so that what
 * depends on it is not made twice.
 */
export function usePlace(ref: RefObject<HTMLElement | null>, name: string, likeness: string): Place {
  const [place, setPlace] = useState(() => remembered.get(name) ?? { width: widthIn(likeness), top: 0 });
  const made = useRef(place.width);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    let forget = () => {};
    const measure = () => {
      const next = { width: element.clientWidth, top: element.offsetTop };
      if (next.width === 0) return;
      remembered.set(name, next);
      const show = () => setPlace((before) => (before.width === next.width && before.top === next.top ? before : next));
      forget();
      // What depends on the top is not seen, or a line more or less beyond the screen.
      if (next.width === made.current) forget = whenPainted(show);
      else show();
      made.current = next.width;
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // What comes and goes above it moves it without changing its size.
    if (element.parentElement) observer.observe(element.parentElement);
    observer.observe(document.body);
    return () => {
      forget();
      observer.disconnect();
    };
  }, [ref, name]);
  return place;
}
