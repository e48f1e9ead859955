import { describe, expect, it } from 'vitest';
import { stretchesOf } from '@/api/grid';
import type { GridItem } from '@/api/types';
import { makeTile } from '@/test/factories';
import { datedGroups, libraryRows, listedGroups } from './layout';

const now = new Date(2026, 10, 21, 12);
const measures = { width: 1000, rowHeight: 192, gap: 6, headHeight: 40, after: 32 };
const tile = (id: string, year: number, month: number, day: number): GridItem =>
  makeTile({ id, width: 300, height: 200, happened_at: new Date(year, month - 1, day, 8).toISOString() });

const timeline = (...groups: [date: string, count: number][]) => ({
  groups: groups.map(([date, count]) => ({ date, count })),
  total: 0,
});

describe('stretchesOf', () => {
  it('joins days up to some hundred tiles, and leaves a large day whole', () => {
    const found = stretchesOf(
      timeline(['2026-11-21', 100], ['2026-11-20', 50], ['2026-11-01', 500], ['2025-01-01', 1]),
    );
    expect(found?.map((stretch) => stretch.days.map((day) => day.count))).toEqual([[100, 50], [500], [1]]);
    expect(new Date(found?.[0]?.before ?? '')).toEqual(new Date(2026, 10, 22));
    expect(new Date(found?.[0]?.after ?? '')).toEqual(new Date(2026, 10, 20));
  });

  it('refuses a library whose files all happened on one day', () => {
    expect(stretchesOf(timeline(['2026-11-21', 100_000]))).toBeNull();
  });
});

describe('datedGroups', () => {
  const full = stretchesOf(timeline(['2026-11-21', 10], ['2026-11-03', 20])) ?? [];
  const tiles = [
    ...Array.from({ length: 10 }, (_, index) => tile(`a${index}`, 2026, 11, 21)),
    ...Array.from({ length: 20 }, (_, index) => tile(`b${index}`, 2026, 11, 3)),
  ];

  it('has a heading for each day, with its number of files', () => {
    const groups = datedGroups(full, () => tiles, now);
    expect(groups.map((group) => [group.label?.title, group.total])).toEqual([
      ['Today', 10],
      ['November 3', 20],
    ]);
  });

  it('has headings for months where days hold little', () => {
    const sparse = stretchesOf(timeline(['2026-11-21', 1], ['2026-11-03', 1], ['2025-05-01', 1])) ?? [];
    const groups = datedGroups(sparse, () => undefined, now);
    expect(groups.map((group) => [group.label?.title, group.total, group.items])).toEqual([
      ['November', 2, null],
      ['May 2025', 1, null],
    ]);
  });

  it('gives a month that goes on in the next stretch one heading', () => {
    const days = Array.from({ length: 28 }, (_, index): [string, number] => [
      `2025-02-${String(28 - index).padStart(2, '0')}`,
      index < 14 ? 4 : 5,
    ]);
    const two = stretchesOf(timeline(...days, ['2025-01-01', 1], ['2024-12-01', 100])) ?? [];
    expect(two.length).toBe(2);
    expect(datedGroups(two, () => undefined, now).filter((group) => group.label !== null).length).toBeGreaterThan(2);
  });
});

describe('libraryRows', () => {
  const items = Array.from({ length: 30 }, (_, index) => tile(`a${index}`, 2026, 11, index < 10 ? 21 : 3));

  it('keeps every tile once and in order, and begins a row with each day', () => {
    const groups = listedGroups(items, false, (item) => item.happened_at, now);
    const rows = libraryRows(groups, measures).flatMap((row) => (row.kind === 'tiles' ? [row] : []));
    expect(rows.flatMap((row) => row.items)).toEqual(items);
    expect(rows.some((row) => row.start === 10)).toBe(true);
  });

  it('goes on in the same row where a month goes on in the next stretch', () => {
    const label = { key: '2026-11', title: 'November', detail: '' };
    const parts = [items.slice(0, 1), items.slice(1)];
    const groups = parts.map((part, stretch) => ({
      ...{ key: `${stretch}`, label: stretch === 0 ? label : null, total: 30, count: part.length },
      ...{ items: part, stretch },
    }));
    const [first, second] = libraryRows(groups, measures).flatMap((row) => (row.kind === 'tiles' ? [row] : []));
    expect(first?.items.length).toBeGreaterThan(1);
    expect([first?.stretch, second?.stretch]).toEqual([0, 1]);
  });

  it('has blanks of about the height of what will come', () => {
    const label = { key: '2026-11-21', title: 'Today', detail: '' };
    const blank = { key: 'k', label, total: 30, count: 30, items: null, stretch: 0 };
    const before = libraryRows([blank], measures).at(-1)?.height ?? 0;
    const after = libraryRows([{ ...blank, items }], measures)
      .slice(1)
      .reduce((sum, row) => sum + row.height, 0);
    expect(before / after).toBeGreaterThan(0.5);
    expect(before / after).toBeLessThan(1.5);
  });

  it('does not count a day of which more may come', () => {
    const groups = listedGroups(items, true, (item) => item.happened_at, now);
    expect(groups.map((group) => group.total)).toEqual([10, null]);
  });

  it('has no days where the order is not by date, and waits for a width', () => {
    const groups = listedGroups(items, false, null, now);
    expect(libraryRows(groups, measures).every((row) => row.kind === 'tiles')).toBe(true);
    expect(libraryRows(groups, { ...measures, width: 0 })).toEqual([]);
  });
});
