import { describe, expect, it } from 'vitest';
import { makeAsset } from '@/test/factories';
import { libraryRows } from './layout';

const now = new Date(2026, 10, 21, 12);
const assets = Array.from({ length: 30 }, (_, index) =>
  makeAsset({
    id: `a${index}`,
    kind: 'image',
    width: 300,
    height: 200,
    happened_at: new Date(2026, 10, index < 10 ? 21 : 3, 8).toISOString(),
  }),
);
const options = { sort: undefined, width: 1000, rowHeight: 192, gap: 6, open: false, now };

describe('libraryRows', () => {
  it('has a heading for each day, with its number of files', () => {
    const heads = libraryRows(assets, options).flatMap((row) =>
      row.kind === 'head' ? [[row.label.title, row.count]] : [],
    );
    expect(heads).toEqual([
      ['Today', 10],
      ['November 3', 20],
    ]);
  });

  it('does not count a day of which more may come', () => {
    const heads = libraryRows(assets, { ...options, open: true }).flatMap((row) =>
      row.kind === 'head' ? [row.count] : [],
    );
    expect(heads).toEqual([10, null]);
  });

  it('keeps every file once and in order, and begins a row with each day', () => {
    const tiles = libraryRows(assets, options).flatMap((row) => (row.kind === 'tiles' ? [row] : []));
    expect(tiles.flatMap((row) => row.assets.map((asset) => asset.id))).toEqual(assets.map((asset) => asset.id));
    expect(tiles.some((row) => row.start === 10)).toBe(true);
  });

  it('has no days where the order is not by date', () => {
    expect(libraryRows(assets, { ...options, sort: 'name' }).every((row) => row.kind === 'tiles')).toBe(true);
  });

  it('waits for a width', () => {
    expect(libraryRows(assets, { ...options, width: 0 })).toEqual([]);
  });
});
