/** The library as rows: a heading for each day, and justified rows of tiles. */
import type { AssetSort } from '@/api/assets';
import type { Asset } from '@/api/types';
import { dayLabel } from '@/lib/format';
import type { DayLabel } from '@/lib/format';
import { justify } from '@/lib/justify';

export interface HeadRow {
  kind: 'head';
  key: string;
  label: DayLabel;
  /** Null while more of that day may still come. */
  count: number | null;
}

export interface TileRow {
  kind: 'tiles';
  key: string;
  /** Index of the row's first asset in the whole list. */
  start: number;
  assets: Asset[];
  widths: number[];
  height: number;
  last: boolean;
}

export type LibraryRow = HeadRow | TileRow;

/** Width / height of a tile. */
export function tileShape(asset: Asset, narrow = false): number {
  // Room for a sentence and a button: on a phone a row of its own.
  if (asset.status === 'failed') return narrow ? 3.4 : 1.7;
  if (asset.kind === 'image' && asset.width && asset.height)
    return Math.min(2.6, Math.max(0.56, asset.width / asset.height));
  if (asset.kind === 'image') return 1.4;
  if (asset.thumbnail_url && asset.kind === 'document') return 0.86;
  return asset.kind === 'document' ? 1.2 : 1.45;
}

/** Pixels below which the grid is a phone's. */
const NARROW = 700;

interface Options {
  sort: AssetSort | undefined;
  width: number;
  rowHeight: number;
  gap: number;
  /** Whether the list goes on after these assets. */
  open: boolean;
  now: Date;
}

export function libraryRows(
  assets: readonly Asset[],
  { sort, width, rowHeight, gap, open, now }: Options,
): LibraryRow[] {
  if (width <= 0) return [];
  const narrow = width < NARROW;
  const byDay = sort === undefined || sort === '-happened_at' || sort === '-created_at';
  const rows: LibraryRow[] = [];
  const dateOf = (asset: Asset) => (sort === '-created_at' ? asset.created_at : asset.happened_at);
  let at = 0;
  while (at < assets.length) {
    const first = assets[at];
    if (!first) break;
    const label = dayLabel(dateOf(first), now);
    let end = at + 1;
    while (end < assets.length) {
      const next = assets[end];
      if (!next || (byDay && dayLabel(dateOf(next), now).key !== label.key)) break;
      end += 1;
    }
    if (byDay)
      rows.push({ kind: 'head', key: label.key, label, count: open && end === assets.length ? null : end - at });
    const group = assets.slice(at, end);
    const lines = justify(
      group.map((asset) => tileShape(asset, narrow)),
      width,
      rowHeight,
      gap,
    );
    lines.forEach((line, index) => {
      const members = group.slice(line.start, line.start + line.count);
      rows.push({
        kind: 'tiles',
        key: members[0]?.id ?? label.key,
        start: at + line.start,
        assets: members,
        widths: line.widths,
        height: line.height,
        last: index === lines.length - 1,
      });
    });
    at = end;
  }
  return rows;
}
