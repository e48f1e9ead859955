import { describe, expect, it, vi } from 'vitest';
import { Problem } from '@/api/problem';
import { makeAsset } from '@/test/factories';
import type { Listener, Parcel, Received, sendFile } from './api/send';
import type { Entry } from './journal';
import { UploadQueue } from './queue';
import { totalsOf } from './totals';

/** A server in the hands of the test: each transfer is answered when the test says so. */
function makeQueue(entries: Entry[] = [], { files, open }: { files?: Record<string, File>; open?: string[] } = {}) {
  const transfers: (Parcel &
    Listener & {
      answer: (received: Received) => void;
      refuse: (error: Problem) => void;
      ended: 'aborted' | 'cancelled' | null;
    })[] = [];
  const kept = new Map(entries.map((entry) => [entry.key, entry]));
  const send: typeof sendFile = (parcel, listener) => {
    let resolve: (received: Received) => void = () => {};
    let reject: (error: Problem) => void = () => {};
    const answer = new Promise<Received>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    const transfer = { ...parcel, ...listener, answer: resolve, refuse: reject, ended: null };
    transfers.push(transfer);
    const stop = (how: 'aborted' | 'cancelled') => () => {
      Object.assign(transfer, { ended: how });
      reject(new Problem(0, 'aborted', ''));
    };
    return { answer, abort: stop('aborted'), cancel: stop('cancelled') };
  };
  const forgotten: string[] = [];
  const queue = new UploadQueue({
    send,
    forget: (url) => forgotten.push(url),
    hash: (file) => Promise.resolve(`hash of ${file.name}`),
    journal: {
      add: (added) => added.forEach(({ entry }) => kept.set(entry.key, entry)),
      update: (entry) => kept.set(entry.key, entry),
      remove: (keys) => keys.forEach((key) => kept.delete(key)),
      keeps: (key) => key in (files ?? {}),
      file: (key) => Promise.resolve(files?.[key] ?? null),
      takeOver: (user, tab, others) =>
        Promise.resolve(
          [...kept.values()]
            .filter((entry) => entry.user === user && !others.has(entry.tab))
            .map((entry) => ({ entry: { ...entry, tab }, kept: entry.key in (files ?? {}) })),
        ),
    },
    tab: 'this one',
    openTabs: () => Promise.resolve(new Set(open)),
  });
  return { queue, transfers, kept, forgotten };
}

const pick = (name: string, size = 10) => ({ file: new File([new Uint8Array(size)], name), path: null });
const settle = () => new Promise((resolve) => setTimeout(resolve));
const states = (queue: UploadQueue) => queue.store.get().map((upload) => upload.state);

describe('UploadQueue', () => {
  it('hashes, then sends three at a time, and goes on as they end', async () => {
    const { queue, transfers } = makeQueue();
    queue.add(['a', 'b', 'c', 'd'].map((name) => pick(name)));
    expect(states(queue)).toEqual(['checking', 'checking', 'checking', 'waiting']);
    await settle();
    expect(states(queue)).toEqual(['sending', 'sending', 'sending', 'waiting']);
    expect(transfers[0]?.hash).toBe('hash of a');
    transfers[0]?.progress(4, 10);
    expect(queue.store.get()[0]?.sent).toBe(4);
    transfers[1]?.answer({ asset: makeAsset(), duplicate: true });
    transfers[0]?.progress(10, 10);
    await settle();
    expect(states(queue)).toEqual(['storing', 'duplicate', 'sending', 'sending']);
  });

  it('refuses before sending what is too large or empty', () => {
    const { queue, transfers } = makeQueue();
    queue.setLimit(100);
    queue.add([pick('large', 101), pick('none', 0)]);
    expect(states(queue)).toEqual(['failed', 'failed']);
    expect(queue.store.get()[0]?.error).toContain('101 bytes');
    expect(transfers).toEqual([]);
    expect(totalsOf(queue.store.get()).files).toBe(0);
  });

  it('says why a file was refused and sends it again when asked', async () => {
    const { queue, transfers } = makeQueue();
    queue.add([pick('a')]);
    await settle();
    transfers[0]?.refuse(new Problem(507, 'storage_full', 'The disk is nearly full.'));
    await settle();
    expect(queue.store.get()[0]).toMatchObject({ state: 'failed', error: 'The disk is nearly full.', retryable: true });
    queue.retry(queue.store.get()[0]?.id ?? 0);
    transfers[1]?.answer({ asset: makeAsset(), duplicate: false });
    await settle();
    expect(states(queue)).toEqual(['sent']);
  });

  it('holds the others back when the disk is full', async () => {
    const { queue, transfers } = makeQueue();
    queue.add(['a', 'b', 'c', 'd', 'e'].map((name) => pick(name)));
    await settle();
    transfers[0]?.refuse(new Problem(507, 'storage_full', 'The disk is nearly full.'));
    await settle();
    expect(states(queue)).toEqual(['failed', 'paused', 'paused', 'paused', 'paused']);
    expect(transfers).toHaveLength(3);
  });

  it('waits as long as a busy server asks, without losing the file', async () => {
    vi.useFakeTimers();
    const { queue, transfers } = makeQueue();
    queue.add([pick('a')]);
    await vi.advanceTimersByTimeAsync(0);
    transfers[0]?.refuse(new Problem(503, 'unavailable', 'Busy.', { retryAfter: 5 }));
    await vi.advanceTimersByTimeAsync(4900);
    expect([states(queue), transfers.length]).toEqual([['waiting'], 1]);
    await vi.advanceTimersByTimeAsync(200);
    expect([states(queue), transfers.length]).toEqual([['sending'], 2]);
    vi.useRealTimers();
  });

  it('pauses, and goes on where the server has it', async () => {
    const { queue, transfers } = makeQueue();
    queue.add([pick('a')]);
    await settle();
    transfers[0]?.located('/api/v1/uploads/u1');
    queue.pauseAll();
    await settle();
    expect([states(queue), transfers[0]?.ended]).toEqual([['paused'], 'aborted']);
    queue.resumeAll();
    await settle();
    expect(transfers[1]?.url).toBe('/api/v1/uploads/u1');
    expect(queue.store.get()[0]?.url).toBe('/api/v1/uploads/u1');
    expect(states(queue)).toEqual(['sending']);
  });

  it('cancels what is being sent and gives its place to the next', async () => {
    const { queue, transfers, kept } = makeQueue();
    queue.add(['a', 'b', 'c', 'd'].map((name) => pick(name)));
    await settle();
    queue.cancel(queue.store.get()[0]?.id ?? 0);
    await settle();
    expect(transfers[0]?.ended).toBe('cancelled');
    expect(transfers.map((transfer) => transfer.file.name)).toEqual(['a', 'b', 'c', 'd']);
    queue.cancelAll();
    await settle();
    expect([queue.store.get(), kept.size]).toEqual([[], 0]);
  });

  it('goes on after a reload; a file that was too large to keep is asked for again', async () => {
    const entry = { path: null, size: 10, lastModified: 0, hash: 'h', url: '/u/1', user: 'me', tab: 'closed' };
    const { queue, transfers, kept } = makeQueue(
      [
        { ...entry, key: 'k1', name: 'small' },
        { ...entry, key: 'k2', name: 'large' },
        { ...entry, key: 'k3', name: 'theirs', user: 'somebody else' },
        { ...entry, key: 'k4', name: 'being sent elsewhere', tab: 'another' },
      ],
      { files: { k1: pick('small').file, k4: pick('being sent elsewhere').file }, open: ['another'] },
    );
    await queue.restore('me');
    await settle();
    expect(states(queue)).toEqual(['sending', 'lost']);
    expect(transfers[0]).toMatchObject({ hash: 'h' });
    queue.add([pick('large')]);
    await settle();
    expect(states(queue)).toEqual(['sending', 'sending']);
    for (const transfer of transfers) transfer.answer({ asset: makeAsset(), duplicate: false });
    await settle();
    expect([...kept.keys()]).toEqual(['k3', 'k4']);
  });

  it('begins anew what the server has forgotten', async () => {
    const { queue, transfers } = makeQueue();
    queue.add([pick('a')]);
    await settle();
    transfers[0]?.located('/u/1');
    transfers[0]?.refuse(new Problem(410, 'gone', 'It expired.'));
    await settle();
    expect([queue.store.get()[0]?.url, states(queue)]).toEqual([null, ['sending']]);
  });

  it('begins once, however often it is paused while it is looked at', async () => {
    const { queue, transfers } = makeQueue();
    queue.add([pick('a')]);
    const id = queue.store.get()[0]?.id ?? 0;
    queue.pause(id);
    queue.resume(id);
    await settle();
    expect([transfers.length, states(queue)]).toEqual([1, ['sending']]);
  });

  it('waits for the connection, but not for a file that is gone', async () => {
    vi.useFakeTimers();
    const { queue, transfers } = makeQueue();
    const gone = pick('gone');
    gone.file.slice = () => ({ arrayBuffer: () => Promise.reject(new Error('NotFoundError')) }) as unknown as Blob;
    const there = pick('there');
    there.file.slice = () => ({ arrayBuffer: () => Promise.resolve(new ArrayBuffer(1)) }) as unknown as Blob;
    queue.add([there, gone]);
    await vi.advanceTimersByTimeAsync(0);
    for (let tries = 0; tries < 12; tries++) {
      for (const transfer of transfers) transfer.refuse(new Problem(0, 'offline', 'The connection broke.'));
      await vi.advanceTimersByTimeAsync(10_100);
    }
    expect(states(queue)).toEqual(['sending', 'failed']);
    expect(queue.store.get()[1]?.error).toContain('could not read');
    expect(transfers).toHaveLength(14);
    vi.useRealTimers();
  });

  it('forgets on the server what was interrupted and is not wanted any more', async () => {
    const entry = { path: null, size: 10, lastModified: 0, hash: 'h', user: 'me', tab: 'closed' };
    const { queue, kept, forgotten } = makeQueue([{ ...entry, key: 'k1', name: 'large', url: '/u/1' }]);
    await queue.restore('me');
    queue.cancelAll();
    expect([states(queue), forgotten, kept.size]).toEqual([[], ['/u/1'], 0]);
  });

  it('takes thousands of files, and tells of them a few times a second', async () => {
    const { queue } = makeQueue();
    let told = 0;
    queue.store.subscribe(() => (told += 1));
    queue.add(Array.from({ length: 5000 }, (_, index) => pick(`${index}`)));
    // A tenth of a second; with a list that is copied for each change a minute, which no test is given.
    queue.pauseAll();
    queue.resumeAll();
    queue.pauseAll();
    queue.cancelAll();
    await settle();
    expect([queue.store.get(), told]).toEqual([[], 1]);
  });
});
