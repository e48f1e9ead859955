import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual';
import type { Range } from '@tanstack/react-virtual';
import { startTransition, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { CSSProperties } from 'react';
import type { AssetFilter } from '@/api/assets';
import { useMedia } from '@/lib/media';
import { messages } from '@/lib/messages';
import { usePlace } from '@/lib/size';
import { libraryRows } from '../layout';
import type { LibraryRow } from '../layout';
import type { Selection } from '../selection';
import { useArrowKeys } from '../useArrowKeys';
import type { Tiles } from '../useTiles';
import { DateRail } from './DateRail';
import type { RailMonth } from './DateRail';
import { Tile } from './Tile';
import { TileMenu } from './TileMenu';

interface Props {
  tiles: Tiles;
  filter: AssetFilter;
  selection: Selection;
  onDelete: (ids: readonly string[]) => void;
}

/** Rows beyond the screen that are drawn, and rows before the end at which more are fetched. */
const OVERSCAN = 4;
const FETCH_AHEAD = 12;
/** Of so many files at a time each says which step it is at; of hundreds only that they are being read. */
const STEPS_OF = 12;

/** Row height in rem, after the prototype: phones, the reference, very wide. */
function useRowHeight(): { rowHeight: number; gap: number; rem: number } {
  const phone = useMedia('(max-width: 720px)');
  const wide = useMedia('(min-width: 1900px)');
  const widest = useMedia('(min-width: 2400px)');
  const rem = widest ? 19 : wide ? 17 : 16;
  return { rowHeight: (phone ? 6.75 : wide ? 13 : 12) * rem, gap: phone ? 3 : 6, rem };
}

const LIKENESS = '<main class="page"><div class="lib lib--rail"><div class="lib__rows" data-here></div></div></main>';

/** Justified and virtual: of 100,000 files those near the screen are in the page. */
export function Grid({ tiles, filter, selection, onDelete }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const { width, top } = usePlace(box, 'library', LIKENESS);
  const { rowHeight, gap, rem } = useRowHeight();
  const { groups, show, more, loadingMore } = tiles;
  const rows = useMemo(
    () => libraryRows(groups, { width, rowHeight, gap, headHeight: 2.625 * rem, after: 2 * rem }),
    [groups, width, rowHeight, gap, rem],
  );
  const starts = useStarts(rows);
  const overscan = useOverscan(groups.some(({ items }) => items));
  const heads = useMemo(() => rows.flatMap((row, index) => (row.kind === 'head' ? [index] : [])), [rows]);
  // The heading of the day that is being looked at stays at the top.
  const stickyOf = (start: number) => heads.findLast((index) => index <= start) ?? -1;
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => rows[index]?.height ?? 0,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan,
    scrollMargin: top,
    initialRect: { width: window.innerWidth, height: window.innerHeight },
    rangeExtractor: (range: Range) => {
      const sticky = stickyOf(range.startIndex);
      const indexes = defaultRangeExtractor(range);
      return sticky >= 0 && !indexes.includes(sticky) ? [sticky, ...indexes] : indexes;
    },
  });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rows]);
  useKeepPlace(rows, starts, top);

  const items = virtualizer.getVirtualItems();
  const range = virtualizer.range;
  const sticky = stickyOf(range?.startIndex ?? 0);
  const first = rows[range?.startIndex ?? 0]?.stretch ?? 0;
  const last = rows[Math.min(rows.length - 1, (range?.endIndex ?? 0) + OVERSCAN)]?.stretch ?? 0;
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    // Not while one only flies past: what is in view for a moment is fetched.
    const timer = setTimeout(() => show(first, last), 60);
    return () => clearTimeout(timer);
  });
  useEffect(() => {
    if (lastShown >= rows.length - FETCH_AHEAD) more();
  });

  let underWay = 0;
  for (const item of items) {
    const row = rows[item.index];
    if (row?.kind === 'tiles') underWay += row.items.filter((tile) => tile.status === 'processing').length;
  }

  const order = useMemo(() => groups.flatMap((group) => group.items ?? []), [groups]);
  const { active, onKeyDown, onFocusTile, onBlur } = useArrowKeys(
    order,
    rows,
    (row) => virtualizer.scrollToIndex(row),
    (id) => onDelete([id]),
    (id) => selection.toggle(id, null),
  );
  const months = useMonths(rows, starts, tiles.dated);
  const height = starts.at(-1) ?? 0;
  const span = Math.max(1, height - window.innerHeight + top + 96);

  return (
    <div className={`lib${selection.count > 0 ? ' picking' : ''}${months.length > 1 ? ' lib--rail' : ''}`}>
      <TileMenu filter={filter} selection={selection} onDelete={onDelete} items={order}>
        {/* Arrow keys move between the links inside; the group itself takes no focus. */}
        {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
        <div ref={box} className="lib__rows" style={{ height }} onKeyDown={onKeyDown} onBlur={onBlur}>
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            const stuck = item.index === sticky;
            const style: CSSProperties = stuck
              ? { position: 'sticky', height: row.height }
              : {
                  position: 'absolute',
                  transform: `translateY(${starts[item.index] ?? 0}px)`,
                  height: row.height,
                };
            if (row.kind === 'head') {
              return (
                <div key={item.key} className={`day__head${stuck ? ' day__head--stuck' : ''}`} style={style}>
                  <h2>{row.label.title}</h2>
                  <span className="sm faint">
                    {[row.label.detail, row.count === null ? '' : messages.files(row.count)]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </div>
              );
            }
            if (row.kind === 'blank') {
              return <div key={item.key} className="lib__blank" style={style} aria-hidden="true" />;
            }
            return (
              <ul key={item.key} className="grid" style={{ ...style, gap }}>
                {row.items.map((tile, index) => (
                  <Tile
                    key={tile.id}
                    item={tile}
                    filter={filter}
                    steps={underWay <= STEPS_OF}
                    index={row.start + index}
                    width={row.widths[index] ?? row.tile}
                    height={row.tile}
                    active={tile.id === active}
                    picked={selection.has(tile.id)}
                    onPick={(extend) => selection.toggle(tile.id, extend ? order : null)}
                    onFocus={() => onFocusTile(tile.id)}
                  />
                ))}
              </ul>
            );
          })}
        </div>
      </TileMenu>
      {months.length > 1 && (
        <DateRail
          months={months.map((month) => ({ ...month, at: Math.min(1, month.at / span) }))}
          at={Math.max(0, Math.min(1, ((virtualizer.scrollOffset ?? 0) - (top - 64)) / span))}
          onGo={(at) => window.scrollTo({ top: at * span + (at > 0 ? top - 64 : 0) })}
        />
      )}
      {loadingMore && (
        <p className="sm faint lib__more" role="status">
          {messages.library.more}
        </p>
      )}
    </div>
  );
}

/** Rows beyond the screen are drawn once those on it, and their pictures, are under way. */
function useOverscan(begun: boolean): number {
  const [beyond, setBeyond] = useState(0);
  useEffect(() => {
    if (!begun) return;
    const timer = setTimeout(() => startTransition(() => setBeyond(OVERSCAN)), 100);
    return () => clearTimeout(timer);
  }, [begun]);
  return beyond;
}

/** Where each row begins, and at the end the height of all. */
function useStarts(rows: readonly LibraryRow[]): number[] {
  return useMemo(() => {
    const starts = [0];
    for (const row of rows) starts.push((starts.at(-1) ?? 0) + row.height);
    return starts;
  }, [rows]);
}

/** Tiles that come above the screen have another height than the blank they fill; what is looked at stays where it is. */
function useKeepPlace(rows: readonly LibraryRow[], starts: readonly number[], top: number): void {
  const before = useRef({ rows, starts });
  useLayoutEffect(() => {
    const old = before.current;
    before.current = { rows, starts };
    // To ask how far one has scrolled is to have the page laid out.
    if (old.rows === rows || old.rows.length === 0) return;
    const y = window.scrollY - top;
    if (y <= 0) return;
    // The nearest row above the middle of nothing that has just changed: a heading keeps its key.
    let index = old.starts.findLastIndex((start, at) => start <= y && at < old.rows.length);
    while (index >= 0) {
      const key = old.rows[index]?.key;
      const now = rows.findIndex((row) => row.key === key);
      if (now >= 0) {
        const shift = (starts[now] ?? 0) - (old.starts[index] ?? 0);
        if (Math.abs(shift) >= 1) window.scrollBy({ top: shift, behavior: 'instant' });
        return;
      }
      index -= 1;
    }
  }, [rows, starts, top]);
}

/** Where each month begins, in pixels. */
function useMonths(rows: readonly LibraryRow[], starts: readonly number[], dated: boolean): RailMonth[] {
  return useMemo(() => {
    if (!dated) return [];
    const months: RailMonth[] = [];
    rows.forEach((row, index) => {
      if (row.kind !== 'head') return;
      const [year = 0, month = 1] = row.label.key.split('-').map(Number);
      const last = months.at(-1)?.date;
      if (last?.getFullYear() === year && last.getMonth() === month - 1) return;
      months.push({ date: new Date(year, month - 1, 1), at: starts[index] ?? 0 });
    });
    return months;
  }, [rows, starts, dated]);
}
