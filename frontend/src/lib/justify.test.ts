import { describe, expect, it } from 'vitest';
import { justify } from './justify';

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

describe('justify', () => {
  const ratios = Array.from({ length: 200 }, (_, index) => 0.6 + ((index * 7919) % 180) / 100);

  it('fills the width in every row but the last, at heights near the target', () => {
    const rows = justify(ratios, 1200, 190, 6);
    for (const row of rows.slice(0, -1)) {
      expect(sum(row.widths) + 6 * (row.count - 1)).toBeCloseTo(1200, 5);
      expect(row.height).toBeGreaterThan(190 * 0.6);
      expect(row.height).toBeLessThan(190 * 1.6);
    }
  });

  it('takes every item once and in order', () => {
    const rows = justify(ratios, 800, 160, 4);
    expect(rows.flatMap((row) => Array.from({ length: row.count }, (_, at) => row.start + at))).toEqual(
      ratios.map((_, at) => at),
    );
  });

  it('does not blow up a lone picture', () => {
    expect(justify([1.5], 1200, 190, 6)).toEqual([{ start: 0, count: 1, height: 190, widths: [285] }]);
  });

  it('shrinks what is wider than the page', () => {
    const [row] = justify([40], 1200, 190, 6);
    expect(row?.height).toBe(30);
    expect(row?.widths).toEqual([1200]);
  });
});
