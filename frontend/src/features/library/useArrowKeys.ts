import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { GridItem } from '@/api/types';
import type { LibraryRow, TileRow } from './layout';

/** One tile is in the tab order; arrows go on from it. */
export function useArrowKeys(
  order: readonly GridItem[],
  rows: readonly LibraryRow[],
  scrollTo: (row: number) => void,
  onDelete: (id: string) => void,
  onPick: (id: string) => void,
) {
  const [chosen, setChosen] = useState<string | null>(null);
  const tileRows = rows.filter((row): row is TileRow => row.kind === 'tiles');
  const active = chosen !== null && order.some((item) => item.id === chosen) ? chosen : (order[0]?.id ?? null);

  const focusTile = (id: string) => {
    const row = rows.findIndex((each) => each.kind === 'tiles' && each.items.some((item) => item.id === id));
    if (row < 0) return;
    setChosen(id);
    const find = () => document.querySelector<HTMLElement>(`[data-tile="${CSS.escape(id)}"]`);
    const target = find();
    if (target) {
      target.focus();
      return;
    }
    scrollTo(row);
    // Drawn after the scroll has been seen.
    requestAnimationFrame(() => requestAnimationFrame(() => find()?.focus()));
  };

  // A tile that has the focus and goes leaves it to the one that comes into its place.
  const focusedAt = useRef<number | null>(null);
  const followFocus = useEffectEvent(() => {
    if (focusedAt.current === null) return;
    const at = order.findIndex((item) => item.id === chosen);
    const next = order[Math.min(focusedAt.current, order.length - 1)];
    if (at >= 0) focusedAt.current = at;
    else if (next) focusTile(next.id);
  });
  useEffect(() => followFocus(), [order]);

  const above = (step: 1 | -1): string | undefined => {
    const at = tileRows.findIndex((row) => row.items.some((item) => item.id === active));
    const from = tileRows[at];
    const to = tileRows[at + step];
    if (!from || !to) return undefined;
    const middle = centre(
      from.widths,
      from.items.findIndex((item) => item.id === active),
    );
    let best = 0;
    to.widths.forEach((_, index) => {
      if (Math.abs(centre(to.widths, index) - middle) < Math.abs(centre(to.widths, best) - middle)) best = index;
    });
    return to.items[best]?.id;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset.tile === undefined) return;
    if (event.key === 'Delete') {
      if (active) onDelete(active);
      event.stopPropagation();
      return;
    }
    if (event.key === ' ') {
      if (active) onPick(active);
      event.preventDefault();
      return;
    }
    const at = order.findIndex((item) => item.id === active);
    const next = (
      {
        ArrowRight: () => order[at + 1]?.id,
        ArrowLeft: () => order[at - 1]?.id,
        ArrowDown: () => above(1),
        ArrowUp: () => above(-1),
        Home: () => order[0]?.id,
        End: () => order.at(-1)?.id,
      } as Record<string, (() => string | undefined) | undefined>
    )[event.key]?.();
    if (next === undefined) return;
    event.preventDefault();
    focusTile(next);
  };
  const onFocusTile = (id: string) => {
    focusedAt.current = order.findIndex((item) => item.id === id);
    setChosen(id);
  };
  const onBlur = () => {
    focusedAt.current = null;
  };
  return { active, onKeyDown, onFocusTile, onBlur };
}

const centre = (widths: readonly number[], index: number): number =>
  widths.slice(0, index).reduce((sum, width) => sum + width, 0) + (widths[index] ?? 0) / 2;
