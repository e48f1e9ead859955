import { useLayoutEffect, useState } from 'react';
import type { RefObject } from 'react';

interface Place {
  /** CSS pixels. */
  width: number;
  /** From the top of the page. */
  top: number;
}

const NOWHERE: Place = { width: 0, top: 0 };
const remembered = new Map<string, Place>();

/**
 * Where an element is and how wide. What was last seen under `name` is there from the first render on, so that a long page has its height at once and the
 * browser can go back to where it was scrolled.
 */
export function usePlace(ref: RefObject<HTMLElement | null>, name: string): Place {
  const [place, setPlace] = useState(() => remembered.get(name) ?? NOWHERE);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => {
      const next = { width: element.clientWidth, top: element.offsetTop };
      if (next.width === 0) return;
      remembered.set(name, next);
      setPlace((before) => (before.width === next.width && before.top === next.top ? before : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // What comes and goes above it moves it without changing its size.
    if (element.parentElement) observer.observe(element.parentElement);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [ref, name]);
  return place;
}
