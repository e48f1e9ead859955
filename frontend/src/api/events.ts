/**
 * What happens to files, as it happens. Events carry ids; losing one costs a refetch.
 *
 * A browser opens few connections to one host, so of all tabs one holds the EventSource (the one with the Web Lock) and tells the others. Without Web Locks
 * (plain http on another machine) each tab holds its own.
 */
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { assetKeys, assetOptions } from './assets';
import { noteAnswered } from './connection';
import type { Asset, AssetPage } from './types';

type Signal = { type: 'asset.created' | 'asset.updated' | 'asset.deleted'; asset_id: string } | { type: 'resync' };

const CHANNEL = 'bowerbird-events';
/** Changes are gathered for this long, then fetched together. */
const GATHER_MS = 350;
/** Beyond this many changed files at once whole lists are fetched anew instead of single files. */
const MANY = 12;

export function listenForEvents(queryClient: QueryClient): () => void {
  const changes = gather(queryClient);
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (message: MessageEvent<Signal>) => changes.add(message.data);
  const deliver = (signal: Signal) => {
    changes.add(signal);
    channel.postMessage(signal);
  };
  const stop = new AbortController();
  if ('locks' in navigator) {
    navigator.locks
      .request(CHANNEL, { signal: stop.signal }, () => holdSource(deliver, stop.signal))
      .catch(() => {
        // Aborted while waiting for its turn: this tab is closing or signed out.
      });
  } else {
    void holdSource((signal) => changes.add(signal), stop.signal);
  }
  return () => {
    stop.abort();
    channel.close();
    changes.stop();
  };
}

/** Keeps the EventSource open until `signal` aborts. The browser reconnects by itself; a connection that was lost means a resync. */
function holdSource(deliver: (signal: Signal) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const source = new EventSource('/api/v1/events');
    let lost = false;
    source.onopen = () => {
      noteAnswered();
      if (lost) deliver({ type: 'resync' });
      lost = false;
    };
    source.onerror = () => {
      lost = true;
    };
    source.addEventListener('asset', (event) => {
      const change = parseSignal(event.data);
      if (change) deliver(change);
    });
    source.addEventListener('resync', () => deliver({ type: 'resync' }));
    signal.addEventListener('abort', () => {
      source.close();
      resolve();
    });
  });
}

function parseSignal(data: unknown): Signal | null {
  try {
    const value: unknown = typeof data === 'string' ? JSON.parse(data) : null;
    return value && typeof value === 'object' && 'asset_id' in value ? (value as Signal) : null;
  } catch {
    return null;
  }
}

function gather(queryClient: QueryClient) {
  let updated = new Set<string>();
  let listsChanged = false;
  let all = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    timer = undefined;
    const ids = [...updated];
    const [lists, everything] = [listsChanged || ids.length > MANY, all];
    updated = new Set();
    listsChanged = false;
    all = false;
    if (everything) {
      void queryClient.invalidateQueries({ queryKey: assetKeys.all });
      return;
    }
    if (lists) {
      void queryClient.invalidateQueries({ queryKey: assetKeys.lists });
      void queryClient.invalidateQueries({ queryKey: assetKeys.counts });
    }
    for (const id of ids) {
      if (lists) void queryClient.invalidateQueries({ queryKey: assetKeys.detail(id), exact: true });
      else if (isShown(queryClient, id)) void refreshAsset(queryClient, id);
    }
  };

  return {
    add(signal: Signal) {
      if (signal.type === 'resync') all = true;
      else if (signal.type === 'asset.updated') updated.add(signal.asset_id);
      else listsChanged = true;
      timer ??= setTimeout(flush, GATHER_MS);
    },
    stop() {
      clearTimeout(timer);
    },
  };
}

function isShown(queryClient: QueryClient, id: string): boolean {
  if (queryClient.getQueryData(assetKeys.detail(id))) return true;
  return queryClient
    .getQueriesData<InfiniteData<AssetPage> | AssetPage>({ queryKey: assetKeys.lists })
    .some(([, data]) => pagesOf(data).some((page) => page.items.some((asset) => asset.id === id)));
}

const pagesOf = (data: InfiniteData<AssetPage> | AssetPage | undefined): AssetPage[] =>
  data === undefined ? [] : 'pages' in data ? data.pages : [data];

async function refreshAsset(queryClient: QueryClient, id: string): Promise<void> {
  try {
    const asset = await queryClient.fetchQuery({ ...assetOptions(id), staleTime: 0 });
    patchAsset(queryClient, asset);
  } catch {
    // Deleted meanwhile, or the server is away: the lists learn it with their next fetch.
  }
}

/** Puts a newer version of one file into every list that shows it, without fetching the lists. */
export function patchAsset(queryClient: QueryClient, asset: Asset): void {
  const patch = (page: AssetPage): AssetPage =>
    page.items.some((item) => item.id === asset.id)
      ? { ...page, items: page.items.map((item) => (item.id === asset.id ? asset : item)) }
      : page;
  queryClient.setQueryData(assetKeys.detail(asset.id), asset);
  queryClient.setQueriesData<InfiniteData<AssetPage> | AssetPage>({ queryKey: assetKeys.lists }, (data) => {
    if (!data) return data;
    return 'pages' in data ? { ...data, pages: data.pages.map(patch) } : patch(data);
  });
}
