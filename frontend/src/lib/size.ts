import { useLayoutEffect, useState } from 'react';
import type { RefObject } from 'react';

const remembered = new Map<string, number>();

/**
 * The width of an element in CSS pixels. The last width seen under `name` is there from the first render on, so that a long page has its height at once
 * and the browser can go back to where it was scrolled.
 */
export function useWidth(ref: RefObject<HTMLElement | null>, name: string): number {
  const [width, setWidth] = useState(() => remembered.get(name) ?? 0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = (value: number) => {
      if (value > 0) {
        remembered.set(name, value);
        setWidth(value);
      }
    };
    measure(element.clientWidth);
    const observer = new ResizeObserver(([entry]) => measure(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref, name]);
  return width;
}
