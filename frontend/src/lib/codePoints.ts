/** Ranges of Unicode code points, which is how the server counts; JavaScript counts UTF-16 units. */

export type Range = readonly [start: number, end: number];

export interface Piece {
  text: string;
  marked: boolean;
}

/** Marks with nothing but space between them are read as one, and drawn as one. */
export function joinAcrossSpaces(ranges: readonly Range[], points: readonly string[]): Range[] {
  const joined: [number, number][] = [];
  for (const [start, end] of ranges) {
    const last = joined.at(-1);
    if (last && points.slice(last[1], start).every((point) => /\s/u.test(point))) last[1] = end;
    else joined.push([start, end]);
  }
  return joined;
}

/** Sorted, clipped to [0, length), overlapping and touching ranges joined. */
export function mergeRanges(ranges: readonly (readonly number[])[], length: number): Range[] {
  const sorted = ranges
    .map(([start = 0, end = 0]): Range => [Math.max(0, start), Math.min(length, end)])
    .filter(([start, end]) => end > start)
    .sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [start, end] of sorted) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

/** `text` in pieces, those inside `ranges` marked. */
export function splitAtRanges(text: string, ranges: readonly (readonly number[])[]): Piece[] {
  const points = Array.from(text);
  const pieces: Piece[] = [];
  let at = 0;
  for (const [start, end] of joinAcrossSpaces(mergeRanges(ranges, points.length), points)) {
    if (start > at) pieces.push({ text: points.slice(at, start).join(''), marked: false });
    pieces.push({ text: points.slice(start, end).join(''), marked: true });
    at = end;
  }
  if (at < points.length) pieces.push({ text: points.slice(at).join(''), marked: false });
  return pieces;
}

export interface Excerpt {
  text: string;
  highlights: Range[];
}

/**
 * A part of `text` of about `length` code points that shows its first densest highlights: it begins a little before them, at a sentence where one
 * begins nearby, else at a word. Cut ends carry an ellipsis.
 */
export function excerpt(text: string, ranges: readonly (readonly number[])[], length: number): Excerpt {
  const points = Array.from(text.replace(/\s/gu, ' '));
  const merged = mergeRanges(ranges, points.length);
  if (points.length <= length) return { text: points.join(''), highlights: merged };

  const from = beginning(points, merged, length);
  let to = Math.min(points.length, from + length);
  if (to < points.length) {
    const word = points.lastIndexOf(' ', to);
    if (word > from + length / 2) to = word;
  }
  const lead = from > 0 ? '…' : '';
  const tail = to < points.length ? '…' : '';
  const shift = lead.length - from;
  const highlights = merged
    .filter(([start, end]) => end > from && start < to)
    .map(([start, end]): Range => [Math.max(start, from) + shift, Math.min(end, to) + shift]);
  return { text: lead + points.slice(from, to).join('') + tail, highlights };
}

function beginning(points: readonly string[], merged: readonly Range[], length: number): number {
  const first = merged[0];
  if (!first) return 0;
  // The window of `length` that covers most marked code points, among those that begin at a highlight.
  let best = first[0];
  let most = 0;
  for (const [start] of merged) {
    const limit = start + length * 0.75;
    let covered = 0;
    for (const [from, to] of merged) covered += Math.max(0, Math.min(to, limit) - Math.max(from, start));
    if (covered > most) [best, most] = [start, covered];
  }
  const earliest = Math.max(0, best - Math.floor(length / 4));
  if (earliest === 0) return 0;
  for (let at = best; at > earliest; at--) {
    if (points[at - 1] === ' ' && /[.!?…:]/u.test(points[at - 2] ?? '')) return at;
  }
  for (let at = earliest; at < best; at++) {
    if (points[at] === ' ') return at + 1;
  }
  return best;
}

/** Where `word` stands in `text`, whatever the case, as ranges of code points. */
export function rangesOfWord(text: string, word: string): Range[] {
  const sought = Array.from(word.trim().toLocaleLowerCase());
  if (sought.length === 0) return [];
  // Character by character, because a whole text may change its length with its case.
  const points = Array.from(text, (point) => point.toLocaleLowerCase());
  const found: Range[] = [];
  for (let at = 0; at + sought.length <= points.length; at++) {
    if (sought.every((point, index) => points[at + index] === point)) found.push([at, at + sought.length]);
  }
  return found;
}
