/** Justified rows: pictures keep their shape and fill the width. */

export interface Row {
  /** Index of the first item, and how many stand in the row. */
  start: number;
  count: number;
  height: number;
  /** Pixels, one for each item. */
  widths: number[];
}

/**
 * Lays out items with the given aspect ratios (width / height) in rows of about `target` pixels. A row is closed when adding the next item would bring its
 * height further from the target than leaving it out. The last row keeps the target height instead of blowing up.
 */
export function justify(ratios: readonly number[], width: number, target: number, gap: number): Row[] {
  const rows: Row[] = [];
  let start = 0;
  let sum = 0;
  const heightOf = (ratioSum: number, count: number) => (width - gap * (count - 1)) / ratioSum;
  const close = (end: number, height: number) => {
    const widths = ratios.slice(start, end).map((ratio) => Math.min(width, ratio * height));
    rows.push({ start, count: end - start, height, widths });
    start = end;
    sum = 0;
  };
  for (let index = 0; index < ratios.length; index++) {
    const ratio = ratios[index] ?? 1;
    const count = index - start + 1;
    const height = heightOf(sum + ratio, count);
    if (height > target) {
      sum += ratio;
      continue;
    }
    const without = count > 1 ? heightOf(sum, count - 1) : Number.POSITIVE_INFINITY;
    if (without - target < target - height) {
      close(index, without);
      sum = ratio;
      if (heightOf(sum, 1) <= target) close(index + 1, heightOf(sum, 1));
    } else {
      close(index + 1, height);
    }
  }
  if (start < ratios.length) close(ratios.length, Math.min(target, heightOf(sum, ratios.length - start)));
  return rows;
}
