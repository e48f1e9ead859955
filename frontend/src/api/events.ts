/**
 * What happens to files, as it happens. Events carry ids; losing one costs a refetch.
 *
 * A browser opens few connections to one host, so of all tabs one holds the EventSource (the one with the Web Lock) and tells the others. Without Web Locks
 * (plain http on another machine) each tab holds its own.
 */
import { notifyManager } from '@tanstack/react-query';
import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query';
import { assetKeys, assetOptions } from './assets';
import { noteAnswered, watchConnection } from './connection';
import type { Asset, AssetFile, AssetPage, GridItem, GridPage } from './types';

type Signal =
  | { type: 'asset.created' | 'asset.updated' | 'asset.deleted'; asset_id: string }
  | { type: 'assets.updated' | 'tags.updated' | 'resync' }
  | { type: 'collection.created' | 'collection.updated' | 'collection.deleted'; collection_id: string };

const CHANNEL = 'bowerbird-events';
/** Changes are gathered for this long, then fetched together; while they keep coming, once a second. */
const GATHER_MS = 350;
const BUSY_MS = 1000;
/** Beyond this many changed files at once whole lists are fetched anew instead of single files. */
const MANY = 12;
/** While thousands of files arrive, lists are fetched anew this often and not with each of them; the longer it lasts, the more seldom. */
const LISTS_EVERY_MS = { first: 3000, most: 10_000 };

export function listenForEvents(queryClient: QueryClient): () => void {
  const changes = gather(queryClient);
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (message: MessageEvent<Signal>) => changes.add(message.data);
  const deliver = (signal: Signal) => {
    changes.add(signal);
    channel.postMessage(signal);
  };
  const stop = new AbortController();
  // What was told while nothing could be fetched.
  const unwatch = watchConnection(() => changes.add({ type: 'resync' }));
  const inStep = performance.now();
  if ('locks' in navigator) {
    navigator.locks
      .request(CHANNEL, { signal: stop.signal }, () => holdSource(deliver, stop.signal, inStep))
      .catch(() => {
        // Aborted while waiting for its turn: this tab is closing or signed out.
      });
  } else {
    void holdSource((signal) => changes.add(signal), stop.signal, inStep);
  }
  return () => {
    stop.abort();
    unwatch();
    channel.close();
    changes.stop();
  };
}

/** The server tells who comes for the first time what happened in the 30 s before: so far back nothing is missed. */
const TOLD_MS = 20_000;
const REOPEN_MS = { first: 2000, most: 60_000 };

/**
 * Keeps an EventSource open until `signal` aborts. The browser connects again by itself and is told what it missed; only where it gave up (a proxy that
 * answered for a server that was away) is another one opened. `inStep`: when this page began to fetch what it shows, ms of performance.now().
 */
function holdSource(deliver: (signal: Signal) => void, signal: AbortSignal, inStep: number): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    let source: EventSource;
    let again: ReturnType<typeof setTimeout> | undefined;
    let pause = REOPEN_MS.first;
    const open = () => {
      let told = false;
      source = new EventSource('/api/v1/events');
      source.onopen = noteAnswered;
      source.onerror = () => {
        if (source.readyState !== EventSource.CLOSED) return;
        again = setTimeout(open, pause);
        pause = Math.min(REOPEN_MS.most, pause * 2);
      };
      for (const name of ['asset', 'assets', 'collection', 'tags']) {
        source.addEventListener(name, (event: MessageEvent<unknown>) => {
          const change = parseSignal(event.data);
          if (change) deliver(change);
        });
      }
      source.addEventListener('ready', () => {
        if (!told && performance.now() - inStep > TOLD_MS) deliver({ type: 'resync' });
        told = true;
        pause = REOPEN_MS.first;
      });
      source.addEventListener('resync', () => {
        told = true;
        deliver({ type: 'resync' });
      });
    };
    open();
    signal.addEventListener('abort', () => {
      clearTimeout(again);
      source.close();
      resolve();
    });
  });
}

function parseSignal(data: unknown): Signal | null {
  try {
    const value: unknown = typeof data === 'string' ? JSON.parse(data) : null;
    return value && typeof value === 'object' && 'type' in value ? (value as Signal) : null;
  } catch {
    return null;
  }
}

/** What the lists of tiles, their counts and the date rail are made of. */
const LISTS: readonly QueryKey[] = [assetKeys.lists, assetKeys.grids, assetKeys.timelines, assetKeys.counts];

function gather(queryClient: QueryClient) {
  let updated = new Set<string>();
  let stale = new Map<string, QueryKey>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let listsAt = 0;
  let listsEvery = LISTS_EVERY_MS.first;
  let flushedAt = 0;

  const mark = (...keys: readonly QueryKey[]) => {
    for (const key of keys) stale.set(JSON.stringify(key), key);
  };
  const flush = () => {
    timer = undefined;
    // Nobody sees it: everything at once when somebody does.
    if (document.hidden) return;
    if (updated.size > MANY) mark(...LISTS);
    const lists = stale.has(JSON.stringify(assetKeys.grids));
    if (lists) {
      const since = Date.now() - listsAt;
      if (since < listsEvery) {
        timer = setTimeout(flush, listsEvery - since);
        return;
      }
      listsEvery = since < 2 * listsEvery ? Math.min(LISTS_EVERY_MS.most, listsEvery * 1.5) : LISTS_EVERY_MS.first;
      listsAt = Date.now();
    }
    flushedAt = Date.now();
    const [ids, keys] = [[...updated], [...stale.values()]];
    updated = new Set();
    stale = new Map();
    for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey });
    if (!lists) void refreshAssets(queryClient, ids);
    else for (const id of ids) void queryClient.invalidateQueries({ queryKey: assetKeys.detail(id), exact: true });
  };
  const flushSoon = () => {
    timer ??= setTimeout(flush, Math.max(GATHER_MS, flushedAt + BUSY_MS - Date.now()));
  };
  const onVisible = () => {
    if (!document.hidden && updated.size + stale.size > 0) flushSoon();
  };
  document.addEventListener('visibilitychange', onVisible);

  return {
    add(signal: Signal) {
      switch (signal.type) {
        case 'asset.updated':
          updated.add(signal.asset_id);
          break;
        case 'asset.created':
        case 'asset.deleted':
        case 'assets.updated':
          mark(...LISTS);
          break;
        case 'tags.updated':
          mark(['tags'], assetKeys.grids, assetKeys.timelines, assetKeys.counts);
          break;
        case 'collection.created':
        case 'collection.updated':
        case 'collection.deleted':
          mark(['collections']);
          break;
        case 'resync':
          mark(assetKeys.all, ['tags'], ['collections'], ['activity']);
          break;
      }
      flushSoon();
    },
    stop() {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    },
  };
}

function isShown(queryClient: QueryClient, id: string): boolean {
  if (queryClient.getQueryData(assetKeys.detail(id))) return true;
  return [assetKeys.lists, assetKeys.grids].some((queryKey) =>
    queryClient.getQueriesData<ListData>({ queryKey }).some(([, data]) => itemsOf(data).some((item) => item.id === id)),
  );
}

type ListData = InfiniteData<AssetPage | GridPage> | AssetPage | GridItem[];

const itemsOf = (data: ListData | undefined): readonly { id: string }[] => {
  if (data === undefined) return [];
  if (Array.isArray(data)) return data;
  return 'pages' in data ? data.pages.flatMap((page): readonly { id: string }[] => page.items) : data.items;
};

/** Fetches anew what is shown of these files, and puts it into the lists together: a page that shows ten of them is drawn once. */
async function refreshAssets(queryClient: QueryClient, ids: readonly string[]): Promise<void> {
  const shown = ids.filter((id) => isShown(queryClient, id));
  const answers = await Promise.allSettled(
    shown.map((id) => queryClient.fetchQuery({ ...assetOptions(id), staleTime: 0 })),
  );
  notifyManager.batch(() => {
    // What fails was deleted meanwhile, or the server is away: the lists learn it with their next fetch.
    for (const answer of answers) if (answer.status === 'fulfilled') patchAsset(queryClient, answer.value);
  });
}

/** Puts a newer version of one file into every list that shows it, without fetching the lists. A tile has the same fields as the file, only fewer. */
export function patchAsset(queryClient: QueryClient, asset: Asset): void {
  const newer = <T extends { id: string }>(item: T): T => {
    if (item.id !== asset.id) return item;
    const known = Object.entries(asset).filter(([key]) => key in item);
    const words = 'words' in item && { words: asset.thumbnail_url ? null : asset.summary };
    return { ...item, ...Object.fromEntries(known), ...words };
  };
  queryClient.setQueryData<AssetFile>(assetKeys.detail(asset.id), (before) => ({ ...before, ...asset }));
  for (const queryKey of [assetKeys.lists, assetKeys.grids]) {
    queryClient.setQueriesData<ListData>({ queryKey }, (data) => {
      if (!data || !itemsOf(data).some((item) => item.id === asset.id)) return data;
      if (Array.isArray(data)) return data.map(newer);
      if (!('pages' in data)) return { ...data, items: data.items.map(newer) };
      const pages = data.pages.map((page) => ({ ...page, items: (page.items as GridItem[]).map(newer) }));
      return { ...data, pages };
    });
  }
}
