import { describe, expect, it } from 'vitest';
import { excerpt, mergeRanges, splitAtRanges } from './codePoints';

const marked = (text: string, ranges: number[][]) =>
  splitAtRanges(text, ranges)
    .map((piece) => (piece.marked ? `[${piece.text}]` : piece.text))
    .join('');

describe('splitAtRanges', () => {
  it('counts code points, not UTF-16 units', () => {
    expect(marked('🚲 on the road', [[9, 13]])).toBe('🚲 on the [road]');
    expect(marked('🚲🚲 bike', [[1, 2]])).toBe('🚲[🚲] bike');
  });

  it('joins marks that only space lies between', () => {
    expect(marked('no road tax here', [[3, 7], [8, 11]])).toBe('no [road tax] here'); // prettier-ignore
    expect(marked('road, tax', [[0, 4], [6, 9]])).toBe('[road], [tax]'); // prettier-ignore
  });

  it('sorts, clips and joins what the server never sends, and drops what is empty', () => {
    expect(mergeRanges([[5, 9], [0, 3], [2, 4], [7, 99], [-2, 0], [6, 6]], 12)).toEqual([[0, 4], [5, 12]]); // prettier-ignore
    expect(marked('abc', [])).toBe('abc');
    expect(splitAtRanges('', [[0, 1]])).toEqual([]);
  });
});

describe('excerpt', () => {
  const long = `${'Nothing to see in this sentence. '.repeat(20)}The road tax is low. ${'And more follows here. '.repeat(20)}`;
  const at = long.indexOf('road tax');

  it('leaves short text as it is', () => {
    expect(excerpt('short text', [[0, 5]], 100)).toEqual({ text: 'short text', highlights: [[0, 5]] });
  });

  it('begins at the sentence of the mark, and moves the mark along', () => {
    const { text, highlights } = excerpt(long, [[at, at + 8]], 120);
    expect(text.startsWith('…The road tax')).toBe(true);
    expect(text.endsWith('…')).toBe(true);
    const [start = 0, end = 0] = highlights[0] ?? [];
    expect(Array.from(text).slice(start, end).join('')).toBe('road tax');
    expect(Array.from(text).length).toBeLessThanOrEqual(122);
  });

  it('shows where marks are densest', () => {
    const first = long.indexOf('Nothing');
    const { text } = excerpt(long, [[first, first + 3], [at, at + 4], [at + 5, at + 8]], 120); // prettier-ignore
    expect(text).toContain('road tax');
  });

  it('keeps marks in place behind characters outside the basic plane', () => {
    const rich = `${'🚲 '.repeat(200)}found it`;
    const start = Array.from(rich).length - 8;
    const cut = excerpt(rich, [[start, start + 5]], 60);
    const [from = 0, to = 0] = cut.highlights[0] ?? [];
    expect(Array.from(cut.text).slice(from, to).join('')).toBe('found');
  });
});
