import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual';
import type { Range } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { CSSProperties, KeyboardEvent } from 'react';
import type { AssetFilter } from '@/api/assets';
import type { Asset } from '@/api/types';
import { useMedia } from '@/lib/media';
import { messages } from '@/lib/messages';
import { usePlace } from '@/lib/size';
import { libraryRows } from '../layout';
import type { LibraryRow, TileRow } from '../layout';
import { Tile } from './Tile';

interface Props {
  assets: Asset[];
  filter: AssetFilter;
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
  picked: ReadonlySet<string>;
  onPick: (picked: ReadonlySet<string>) => void;
  onDelete: (id: string) => void;
}

/** Rows beyond the screen that are drawn, and rows before the end at which more are fetched. */
const OVERSCAN = 4;
const FETCH_AHEAD = 12;

/** Row height in rem, after the prototype: phones, the reference, very wide. */
function useRowHeight(): { rowHeight: number; gap: number; rem: number } {
  const phone = useMedia('(max-width: 720px)');
  const wide = useMedia('(min-width: 1900px)');
  const widest = useMedia('(min-width: 2400px)');
  const rem = widest ? 19 : wide ? 17 : 16;
  return { rowHeight: (phone ? 6.75 : wide ? 13 : 12) * rem, gap: phone ? 3 : 6, rem };
}

/** Justified and virtual: of 100,000 files those near the screen are in the page. */
export function Grid({ assets, filter, hasMore, loadingMore, onMore, picked, onPick, onDelete }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const { width, top } = usePlace(box, 'library');
  const { rowHeight, gap, rem } = useRowHeight();
  const [now] = useState(() => new Date());
  const rows = useMemo(
    () => libraryRows(assets, { sort: filter.sort, width, rowHeight, gap, open: hasMore, now }),
    [assets, filter.sort, width, rowHeight, gap, hasMore, now],
  );
  const headHeight = 2.625 * rem;
  const heightOf = (row: LibraryRow | undefined) =>
    row === undefined ? 0 : row.kind === 'head' ? headHeight : row.height + (row.last ? 2 * rem : gap);

  const heads = useMemo(() => rows.flatMap((row, index) => (row.kind === 'head' ? [index] : [])), [rows]);
  // The heading of the day that is being looked at stays at the top.
  const stickyOf = (start: number) => heads.findLast((index) => index <= start) ?? -1;
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => heightOf(rows[index]),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: OVERSCAN,
    scrollMargin: top,
    rangeExtractor: (range: Range) => {
      const sticky = stickyOf(range.startIndex);
      const indexes = defaultRangeExtractor(range);
      return sticky >= 0 && !indexes.includes(sticky) ? [sticky, ...indexes] : indexes;
    },
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rows, headHeight, gap]);

  const items = virtualizer.getVirtualItems();
  const sticky = stickyOf(virtualizer.range?.startIndex ?? 0);
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !loadingMore && lastShown >= rows.length - FETCH_AHEAD) onMore();
  }, [hasMore, loadingMore, lastShown, rows.length, onMore]);

  const { active, onKeyDown, onFocusTile } = useArrowKeys(
    assets,
    rows,
    (row) => virtualizer.scrollToIndex(row),
    onDelete,
  );
  const toggle = usePicking(assets, picked, onPick);

  return (
    <div className={picked.size > 0 ? 'lib picking' : 'lib'}>
      {/* Arrow keys move between the links inside; the group itself takes no focus. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div ref={box} className="lib__rows" style={{ height: virtualizer.getTotalSize() }} onKeyDown={onKeyDown}>
        {items.map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          const stuck = item.index === sticky;
          const style: CSSProperties = stuck
            ? { position: 'sticky', height: item.size }
            : {
                position: 'absolute',
                transform: `translateY(${item.start - top}px)`,
                height: item.size,
              };
          if (row.kind === 'head') {
            return (
              <div key={item.key} className={`day__head${stuck ? ' day__head--stuck' : ''}`} style={style}>
                <h2>{row.label.title}</h2>
                <span className="sm faint">
                  {[row.label.detail, row.count === null ? '' : messages.files(row.count)].filter(Boolean).join(' · ')}
                </span>
              </div>
            );
          }
          return (
            <ul key={item.key} className="grid" style={{ ...style, gap }}>
              {row.assets.map((asset, index) => (
                <Tile
                  key={asset.id}
                  asset={asset}
                  filter={filter}
                  index={row.start + index}
                  width={row.widths[index] ?? row.height}
                  height={row.height}
                  active={row.start + index === active}
                  picked={picked.has(asset.id)}
                  onPick={toggle}
                  onFocus={onFocusTile}
                />
              ))}
            </ul>
          );
        })}
      </div>
      {loadingMore && (
        <p className="sm faint lib__more" role="status">
          {messages.library.more}
        </p>
      )}
    </div>
  );
}

/** Shift extends from the tile that was picked last. */
function usePicking(assets: Asset[], picked: ReadonlySet<string>, onPick: (picked: ReadonlySet<string>) => void) {
  const [anchor, setAnchor] = useState<number | null>(null);
  return (index: number, extend: boolean) => {
    const id = assets[index]?.id;
    if (id === undefined) return;
    const next = new Set(picked);
    if (extend && anchor !== null) {
      for (const asset of assets.slice(Math.min(anchor, index), Math.max(anchor, index) + 1)) next.add(asset.id);
    } else if (!next.delete(id)) {
      next.add(id);
    }
    setAnchor(index);
    onPick(next);
  };
}

/** One tile is in the tab order; arrows go on from it. */
function useArrowKeys(
  assets: Asset[],
  rows: LibraryRow[],
  scrollTo: (row: number) => void,
  onDelete: (id: string) => void,
) {
  const [active, setActive] = useState(0);

  const focusTile = (index: number) => {
    const row = rows.findIndex(
      (each) => each.kind === 'tiles' && index >= each.start && index < each.start + each.assets.length,
    );
    if (row < 0) return;
    setActive(index);
    const find = () => document.querySelector<HTMLElement>(`[data-tile="${index}"]`);
    const target = find();
    if (target) {
      target.focus();
      return;
    }
    scrollTo(row);
    // Drawn after the scroll has been seen.
    requestAnimationFrame(() => requestAnimationFrame(() => find()?.focus()));
  };

  const above = (step: 1 | -1): number | null => {
    const tiles = rows.filter((row): row is TileRow => row.kind === 'tiles');
    const at = tiles.findIndex((row) => active >= row.start && active < row.start + row.assets.length);
    const from = tiles[at];
    const to = tiles[at + step];
    if (!from || !to) return null;
    const middle = centre(from.widths, active - from.start);
    let best = 0;
    to.widths.forEach((_, index) => {
      if (Math.abs(centre(to.widths, index) - middle) < Math.abs(centre(to.widths, best) - middle)) best = index;
    });
    return to.start + best;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset.tile === undefined) return;
    if (event.key === 'Delete') {
      const asset = assets[active];
      if (asset) onDelete(asset.id);
      return;
    }
    const next = (
      {
        ArrowRight: () => active + 1,
        ArrowLeft: () => active - 1,
        ArrowDown: () => above(1),
        ArrowUp: () => above(-1),
        Home: () => 0,
        End: () => assets.length - 1,
      } as Record<string, (() => number | null) | undefined>
    )[event.key]?.();
    if (next === null || next === undefined || next < 0 || next >= assets.length) return;
    event.preventDefault();
    focusTile(next);
  };
  return { active: Math.min(active, Math.max(0, assets.length - 1)), onKeyDown, onFocusTile: setActive };
}

const centre = (widths: readonly number[], index: number): number =>
  widths.slice(0, index).reduce((sum, width) => sum + width, 0) + (widths[index] ?? 0) / 2;
