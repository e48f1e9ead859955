/**
 * Whether this page has been on the screen yet. What is not seen at first, or costs a slow processor a tenth of a second (the first date that Intl writes
 * does), is made once it has been. Later pages are made whole: what they need is there.
 */
import { startTransition, useEffect, useState } from 'react';

let painted = false;
const waiting = new Set<() => unknown>();

/** Frames do not come while nobody sees the page, and a picture may be long in coming. */
const AT_LATEST_MS = 500;

function note(): void {
  painted = true;
  for (const run of waiting) run();
  waiting.clear();
}

const afterFrame = (run: () => void): void => void requestAnimationFrame(() => setTimeout(run));

const hasCome = (image: HTMLImageElement): Promise<void> =>
  new Promise((resolve) => {
    for (const event of ['load', 'error']) image.addEventListener(event, () => resolve(), { once: true });
  });

/** Calls `run` once the page has been painted, and not any more once the answer has been called. */
export function whenPainted(run: () => unknown): () => void {
  if (painted) {
    run();
    return () => {};
  }
  if (waiting.size === 0) {
    setTimeout(note, AT_LATEST_MS);
    afterFrame(() => {
      // What is done now would keep the pictures that are on their way from the screen.
      const coming = [...document.images].filter(({ complete, loading }) => !complete && loading !== 'lazy');
      if (coming.length === 0) note();
      else void Promise.all(coming.map(hasCome)).then(() => afterFrame(note));
    });
  }
  waiting.add(run);
  return () => void waiting.delete(run);
}

export const isPainted = (): boolean => painted;

export function usePainted(): boolean {
  const [is, set] = useState(painted);
  useEffect(() => (is ? undefined : whenPainted(() => startTransition(() => set(true)))), [is]);
  return is;
}
