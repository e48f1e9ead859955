/** What is picked: single files, or everything that matches the view except some. */
import { useState } from 'react';
import type { AssetFilter } from '@/api/assets';
import type { BulkSelection } from '@/api/bulk';
import type { GridItem } from '@/api/types';

interface State {
  all: boolean;
  /** The picked ones; with `all`, those that are not. */
  ids: ReadonlySet<string>;
  anchor: string | null;
}

const NOTHING: State = { all: false, ids: new Set(), anchor: null };

export interface Selection {
  count: number;
  all: boolean;
  ids: readonly string[];
  has: (id: string) => boolean;
  /** With the tiles in their order: everything from the one picked last. */
  toggle: (id: string, order: readonly GridItem[] | null) => void;
  everything: () => void;
  clear: () => void;
  /** As the server takes it. */
  chosen: () => BulkSelection;
}

export function useSelection(filter: AssetFilter, total: number): Selection {
  const [state, setState] = useState<State>(NOTHING);
  const { all, ids } = state;
  return {
    all,
    ids: all ? [] : [...ids],
    count: all ? Math.max(0, total - ids.size) : ids.size,
    has: (id) => ids.has(id) !== all,
    toggle: (id, order) =>
      setState((before) => {
        const next = new Set(before.ids);
        const from = order?.findIndex((item) => item.id === before.anchor) ?? -1;
        const to = order?.findIndex((item) => item.id === id) ?? -1;
        if (order && from >= 0 && to >= 0) {
          for (const item of order.slice(Math.min(from, to), Math.max(from, to) + 1)) {
            if (before.all) next.delete(item.id);
            else next.add(item.id);
          }
        } else if (!next.delete(id)) {
          next.add(id);
        }
        return { ...before, ids: next, anchor: id };
      }),
    everything: () => setState({ all: true, ids: new Set(), anchor: null }),
    clear: () => setState(NOTHING),
    chosen: () => (all ? { filter, exceptIds: [...ids] } : { ids: [...ids] }),
  };
}
