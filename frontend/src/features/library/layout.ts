/** The library as rows: a heading for each day or month, justified rows of tiles, and blanks where tiles have not come yet. */
import type { Day, Stretch } from '@/api/grid';
import type { GridItem } from '@/api/types';
import { dayLabel, monthLabel } from '@/lib/format';
import type { DayLabel } from '@/lib/format';
import { justify } from '@/lib/justify';

export interface HeadRow {
  kind: 'head';
  key: string;
  label: DayLabel;
  /** Null while more may still come. */
  count: number | null;
  stretch: number;
  height: number;
}

export interface TileRow {
  kind: 'tiles';
  key: string;
  /** Index of the row's first tile in the whole list. */
  start: number;
  items: GridItem[];
  widths: number[];
  tile: number;
  stretch: number;
  height: number;
}

export interface BlankRow {
  kind: 'blank';
  key: string;
  start: number;
  count: number;
  stretch: number;
  height: number;
}

export type LibraryRow = HeadRow | TileRow | BlankRow;

/** A heading and what stands below it; `items` are null before they have come. */
export interface Group {
  key: string;
  /** Null where the group before has it already. */
  label: DayLabel | null;
  /** What the heading says; null while more may still come. */
  total: number | null;
  /** How many stand below it. */
  count: number;
  items: GridItem[] | null;
  stretch: number;
}

/** Width / height of a tile. */
function tileShape(item: GridItem, narrow = false): number {
  // Room for a sentence and a button: on a phone a row of its own.
  if (item.status === 'failed') return narrow ? 3.4 : 1.7;
  if ((item.kind === 'image' || (item.kind === 'video' && item.thumbnail_url)) && item.width && item.height)
    return Math.min(2.6, Math.max(0.56, item.width / item.height));
  if (item.kind === 'image') return 1.4;
  if (item.thumbnail_url && item.kind === 'document') return 0.86;
  return item.kind === 'document' ? 1.2 : 1.45;
}

/** Pixels below which the grid is a phone's. */
const NARROW = 700;
/** What tiles have on average, for those that are not known yet. */
const USUAL_SHAPE = 1.3;

export interface Measures {
  width: number;
  rowHeight: number;
  gap: number;
  headHeight: number;
  /** Space below a group. */
  after: number;
}

export function libraryRows(groups: readonly Group[], measures: Measures): LibraryRow[] {
  const { width, rowHeight, gap, headHeight, after } = measures;
  if (width <= 0) return [];
  const narrow = width < NARROW;
  const rows: LibraryRow[] = [];
  let at = 0;
  for (const group of joined(groups)) {
    const { key, label, stretch } = group;
    if (label) rows.push({ kind: 'head', key: `head ${key}`, label, count: group.total, stretch, height: headHeight });
    if (group.items === null) {
      const { count } = group;
      const lines = Math.max(1, Math.round((count * (USUAL_SHAPE * rowHeight + gap)) / width + 0.3));
      rows.push({
        kind: 'blank',
        key: `blank ${key}`,
        start: at,
        count,
        stretch,
        height: lines * (rowHeight + gap) - gap + after,
      });
      at += count;
      continue;
    }
    const lines = justify(
      group.items.map((item) => tileShape(item, narrow)),
      width,
      rowHeight,
      gap,
    );
    lines.forEach((line, index) => {
      const items = group.items?.slice(line.start, line.start + line.count) ?? [];
      rows.push({
        kind: 'tiles',
        key: items[0]?.id ?? key,
        start: at + line.start,
        items,
        widths: line.widths,
        tile: line.height,
        stretch: group.stretchOf[line.start] ?? stretch,
        height: line.height + (index === lines.length - 1 ? after : gap),
      });
    });
    at += group.items.length;
  }
  return rows;
}

/** What stands in one run of rows; `stretchOf` says of each item which stretch it came with. */
interface Run extends Group {
  stretchOf: number[];
}

/** A month that goes on in the next stretch goes on in the same row. */
function joined(groups: readonly Group[]): Run[] {
  const runs: Run[] = [];
  for (const group of groups) {
    const stretchOf = Array.from(group.items ?? [], () => group.stretch);
    const last = runs.at(-1);
    if (last?.items && group.items && !group.label) {
      last.items = [...last.items, ...group.items];
      last.stretchOf.push(...stretchOf);
    } else {
      runs.push({ ...group, stretchOf });
    }
  }
  return runs;
}

/** Days with fewer files than this on average would be mostly gaps: then months are headings. */
const FULL_DAY = 5;

/** Groups out of stretches: by day where days are full, by month where they are not. A month may go on over several stretches under one heading. */
export function datedGroups(
  stretches: readonly Stretch[],
  itemsOf: (index: number) => GridItem[] | undefined,
  now: Date,
): Group[] {
  const days = stretches.flatMap((stretch) => stretch.days);
  const files = days.reduce((sum, day) => sum + day.count, 0);
  const nameOf = files < FULL_DAY * days.length ? monthLabel : dayLabel;
  const totals = new Map<string, number>();
  const labels = new Map<Day, DayLabel>();
  for (const day of days) {
    const label = nameOf(day.start, now);
    labels.set(day, label);
    totals.set(label.key, (totals.get(label.key) ?? 0) + day.count);
  }

  const groups: Group[] = [];
  let heading = '';
  stretches.forEach((stretch, index) => {
    const loaded = itemsOf(index);
    const byName = new Map<string, GridItem[]>();
    for (const item of loaded ?? []) {
      const { key } = nameOf(item.happened_at, now);
      const named = byName.get(key);
      if (named) named.push(item);
      else byName.set(key, [item]);
    }
    for (const day of stretch.days) {
      const label = labels.get(day) ?? nameOf(day.start, now);
      const last = groups.at(-1);
      if (last?.key === `${label.key}/${index}`) {
        if (!loaded) last.count += day.count;
        continue;
      }
      const items = loaded ? (byName.get(label.key) ?? []) : null;
      groups.push({
        key: `${label.key}/${index}`,
        label: label.key === heading ? null : label,
        total: totals.get(label.key) ?? 0,
        count: items ? items.length : day.count,
        items,
        stretch: index,
      });
      heading = label.key;
    }
  });
  return groups.filter((group) => group.count > 0);
}

/** Groups out of a list that is read page by page. */
export function listedGroups(
  items: readonly GridItem[],
  open: boolean,
  dateOf: ((item: GridItem) => string) | null,
  now: Date,
): Group[] {
  if (!dateOf) {
    return [{ key: 'all', label: null, total: null, count: items.length, items: [...items], stretch: 0 }];
  }
  const groups: Group[] = [];
  for (const item of items) {
    const label = dayLabel(dateOf(item), now);
    const last = groups.at(-1);
    if (last?.key === label.key) last.items?.push(item);
    else groups.push({ key: label.key, label, total: null, count: 0, items: [item], stretch: 0 });
  }
  groups.forEach((group, index) => {
    group.count = group.items?.length ?? 0;
    group.total = open && index === groups.length - 1 ? null : group.count;
  });
  return groups;
}
