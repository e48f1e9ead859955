import { describe, expect, it, vi } from 'vitest';
import { Problem } from '@/api/problem';
import type { Received } from '@/api/types';
import { makeAsset } from '@/test/factories';
import type { sendFile } from './api/send';
import { totalsOf, UploadQueue } from './queue';

/** A server in the hands of the test: each transfer is answered when the test says so. */
function makeServer() {
  const transfers: {
    name: string;
    progress: (sent: number, total: number) => void;
    answer: (received: Received) => void;
    refuse: (error: Problem) => void;
    aborted: boolean;
  }[] = [];
  const send: typeof sendFile = (file, _path, progress) => {
    let resolve: (received: Received) => void = () => {};
    let reject: (error: Problem) => void = () => {};
    const promise = new Promise<Received>((yes, no) => {
      resolve = yes;
      reject = no;
    });
    const transfer = { name: file.name, progress, answer: resolve, refuse: reject, aborted: false };
    transfers.push(transfer);
    return {
      answer: promise,
      abort: () => {
        transfer.aborted = true;
        reject(new Problem(0, 'aborted', ''));
      },
    };
  };
  return { send, transfers };
}

const pick = (name: string, size = 10) => ({ file: new File([new Uint8Array(size)], name), path: null });
const settle = () => new Promise((resolve) => setTimeout(resolve));
const states = (queue: UploadQueue) => queue.store.get().map((upload) => upload.state);

describe('UploadQueue', () => {
  it('sends three at a time and goes on as they end', async () => {
    const { send, transfers } = makeServer();
    const queue = new UploadQueue(send);
    queue.add(['a', 'b', 'c', 'd'].map((name) => pick(name)));
    expect(states(queue)).toEqual(['sending', 'sending', 'sending', 'waiting']);
    transfers[0]?.progress(4, 10);
    expect(queue.store.get()[0]?.sent).toBe(4);
    transfers[1]?.answer({ asset: makeAsset(), duplicate: true });
    transfers[0]?.progress(10, 10);
    await settle();
    expect(states(queue)).toEqual(['storing', 'duplicate', 'sending', 'sending']);
  });

  it('refuses before sending what is too large or empty', () => {
    const { send, transfers } = makeServer();
    const queue = new UploadQueue(send);
    queue.setLimit(100);
    queue.add([pick('large', 101), pick('none', 0)]);
    expect(states(queue)).toEqual(['failed', 'failed']);
    expect(queue.store.get()[0]?.error).toContain('101 bytes');
    expect(transfers).toEqual([]);
    expect(totalsOf(queue.store.get()).files).toBe(0);
  });

  it('says why a file was refused and sends it again when asked', async () => {
    const { send, transfers } = makeServer();
    const queue = new UploadQueue(send);
    queue.add([pick('a')]);
    transfers[0]?.refuse(new Problem(507, 'storage_full', 'The disk is nearly full.'));
    await settle();
    expect(queue.store.get()[0]).toMatchObject({ state: 'failed', error: 'The disk is nearly full.', retryable: true });
    queue.retry(queue.store.get()[0]?.id ?? 0);
    transfers[1]?.answer({ asset: makeAsset(), duplicate: false });
    await settle();
    expect(states(queue)).toEqual(['sent']);
  });

  it('waits as long as a busy server asks, without losing the file', async () => {
    vi.useFakeTimers();
    const { send, transfers } = makeServer();
    const queue = new UploadQueue(send);
    queue.add([pick('a')]);
    transfers[0]?.refuse(new Problem(503, 'unavailable', 'Busy.', { retryAfter: 5 }));
    await vi.advanceTimersByTimeAsync(4900);
    expect([states(queue), transfers.length]).toEqual([['waiting'], 1]);
    await vi.advanceTimersByTimeAsync(200);
    expect([states(queue), transfers.length]).toEqual([['sending'], 2]);
    vi.useRealTimers();
  });

  it('cancels what is being sent and gives its place to the next', async () => {
    const { send, transfers } = makeServer();
    const queue = new UploadQueue(send);
    queue.add(['a', 'b', 'c', 'd'].map((name) => pick(name)));
    queue.cancel(queue.store.get()[0]?.id ?? 0);
    await settle();
    expect(transfers[0]?.aborted).toBe(true);
    expect(transfers.map((transfer) => transfer.name)).toEqual(['a', 'b', 'c', 'd']);
    queue.cancelAll();
    await settle();
    expect(queue.store.get()).toEqual([]);
    expect(transfers.every((transfer) => transfer.aborted)).toBe(true);
  });
});
