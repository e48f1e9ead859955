/** Where on a page a passage lies, and which words of it matched. */
import type { CSSProperties } from 'react';
import type { Box, Moment } from '@/api/types';
import { joinAcrossSpaces, mergeRanges } from '@/lib/codePoints';

export interface Mark {
  box: Box;
  /** The words that matched, or the passage around them. */
  strength: 'match' | 'passage';
  /** The words themselves, where they are known. */
  text?: string;
}

/**
 * The lines of the passage, and on them the words that matched. Boxes are known by line; where in its line a word stands is reckoned by its share of the
 * line's characters, a little widened, which is close enough to be read as a highlighter's stroke. Where no word matched (the meaning did), the lines are it.
 */
export function marksOf(moment: Pick<Moment, 'locator' | 'highlights' | 'text'> | undefined): Mark[] {
  const boxes = moment?.locator.boxes ?? [];
  const spans = moment?.locator.spans ?? [];
  const highlights = moment?.highlights ?? [];
  if (highlights.length === 0 || spans.length !== boxes.length) return boxes.map((box) => ({ box, strength: 'match' }));

  const points = Array.from(moment?.text ?? '');
  const ranges = joinAcrossSpaces(mergeRanges(highlights, points.length), points);
  const words: Mark[] = [];
  boxes.forEach((box, line) => {
    const [start = 0, end = 0] = spans[line] ?? [];
    const length = end - start;
    if (length <= 0) return;
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = box;
    const perCharacter = (x1 - x0) / length;
    for (const [from, to] of ranges) {
      const first = Math.max(from, start);
      const last = Math.min(to, end);
      if (last <= first) continue;
      const left = Math.max(x0, x0 + (first - start - 0.4) * perCharacter);
      const right = Math.min(x1, x0 + (last - start + 0.4) * perCharacter);
      words.push({ box: [left, y0, right, y1], strength: 'match', text: points.slice(first, last).join('') });
    }
  });
  if (words.length === 0) return boxes.map((box) => ({ box, strength: 'match' }));
  return [...boxes.map((box): Mark => ({ box, strength: 'passage' })), ...words];
}

export const boxStyle = ([x0 = 0, y0 = 0, x1 = 0, y1 = 0]: Box): CSSProperties => ({
  left: `${x0 * 100}%`,
  top: `${y0 * 100}%`,
  width: `${(x1 - x0) * 100}%`,
  height: `${(y1 - y0) * 100}%`,
});

export const markClass = (mark: Mark): string => (mark.strength === 'match' ? 'hl' : 'hl hl--passage');
