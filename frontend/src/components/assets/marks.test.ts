import { describe, expect, it } from 'vitest';
import { makeMoment } from '@/test/factories';
import { marksOf } from './marks';

describe('marksOf', () => {
  it('puts the words where their share of the line is, over the lines of the passage', () => {
    const text = 'aaaaabbbbb';
    const marks = marksOf(
      makeMoment({
        text,
        highlights: [[5, 10]],
        locator: { page: 1, boxes: [[0, 0.1, 1, 0.2]], spans: [[0, 10]], start_ms: null, end_ms: null },
      }),
    );
    expect(marks.map((mark) => mark.strength)).toEqual(['passage', 'match']);
    const [left = 0, , right = 0] = marks[1]?.box ?? [];
    expect(left).toBeCloseTo(0.46, 2);
    expect(right).toBe(1);
    expect(marks[1]?.text).toBe('bbbbb');
  });

  it('divides a mark that runs over the end of a line', () => {
    const marks = marksOf(
      makeMoment({
        text: 'aaaa bbbb',
        highlights: [[2, 7]],
        locator: {
          page: 1,
          boxes: [
            [0, 0, 1, 0.1],
            [0, 0.1, 1, 0.2],
          ],
          spans: [
            [0, 4],
            [5, 9],
          ],
        },
      }),
    );
    expect(marks.filter((mark) => mark.strength === 'match').map((mark) => mark.text)).toEqual(['aa', 'bb']);
  });

  it('marks the whole passage where no word matched', () => {
    expect(marksOf(makeMoment({ highlights: [] })).map((mark) => mark.strength)).toEqual(['match']);
  });

  it('has nothing to mark without boxes', () => {
    expect(marksOf(makeMoment({ locator: {} }))).toEqual([]);
    expect(marksOf(undefined)).toEqual([]);
  });
});
