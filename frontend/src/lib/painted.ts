/**
 * Whether this page has been on the screen yet. What is not seen at first, or costs a slow processor a tenth of a second (the first date that Intl writes
 * does), is made once it has been. Later pages are made whole: what they need is there.
 */
import { startTransition, useEffect, useState } from 'react';

let painted = false;
const waiting = new Set<() => unknown>();

/** Frames do not come while nobody sees the page. */
const AT_LATEST_MS = 500;

function note(): void {
  painted = true;
  for (const run of waiting) run();
  waiting.clear();
}

/** Calls `run` once the page has been painted, and not any more once the answer has been called. */
export function whenPainted(run: () => unknown): () => void {
  if (painted) {
    run();
    return () => {};
  }
  if (waiting.size === 0) {
    setTimeout(note, AT_LATEST_MS);
    requestAnimationFrame(() => setTimeout(note));
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
