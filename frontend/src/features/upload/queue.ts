/** The upload queue. It lives outside React, so sending goes on while pages change. */
import { Problem } from '@/api/problem';
import type { Asset } from '@/api/types';
import { formatSize } from '@/lib/format';
import { messages } from '@/lib/messages';
import { createStore } from '@/lib/store';
import type { Store } from '@/lib/store';
import { sendFile } from './api/send';
import type { Transfer } from './api/send';
import type { PickedFile } from './files';

export type UploadState = 'waiting' | 'sending' | 'storing' | 'sent' | 'duplicate' | 'failed';

export interface Upload {
  id: number;
  file: File;
  path: string | null;
  state: UploadState;
  /** Bytes sent so far, and bytes a second lately. */
  sent: number;
  speed: number;
  error: string | null;
  /** Whether trying again can help: a file that is too large stays so. */
  retryable: boolean;
  tries: number;
  startedAt: number | null;
  asset: Asset | null;
}

const PARALLEL = 3;
const TRIES_WHEN_BUSY = 5;

export const isUnderWay = (upload: Upload): boolean =>
  upload.state === 'waiting' || upload.state === 'sending' || upload.state === 'storing';

type Send = typeof sendFile;

export class UploadQueue {
  readonly store: Store<readonly Upload[]> = createStore<readonly Upload[]>([]);
  #transfers = new Map<number, Transfer>();
  #nextId = 1;
  #maxBytes = Number.POSITIVE_INFINITY;

  constructor(private readonly send: Send = sendFile) {}

  setLimit(maxBytes: number): void {
    this.#maxBytes = maxBytes;
  }

  add(files: readonly PickedFile[]): void {
    const added = files.map(({ file, path }): Upload => {
      const refusal = this.#refusal(file);
      return {
        id: this.#nextId++,
        file,
        path,
        state: refusal ? 'failed' : 'waiting',
        sent: 0,
        speed: 0,
        error: refusal,
        retryable: false,
        tries: 0,
        startedAt: null,
        asset: null,
      };
    });
    this.store.set((before) => [...before, ...added]);
    this.#next();
  }

  cancel(id: number): void {
    this.#transfers.get(id)?.abort();
    this.#transfers.delete(id);
    this.dismiss(id);
    this.#next();
  }

  cancelAll(): void {
    for (const upload of this.store.get()) {
      if (isUnderWay(upload)) this.#transfers.get(upload.id)?.abort();
    }
    this.#transfers.clear();
    this.store.set((before) => before.filter((upload) => !isUnderWay(upload)));
  }

  retry(id: number): void {
    this.#change(id, { state: 'waiting', error: null, sent: 0, tries: 0 });
    this.#next();
  }

  dismiss(id: number): void {
    this.store.set((before) => before.filter((upload) => upload.id !== id));
  }

  dismissAll(ids: ReadonlySet<number>): void {
    this.store.set((before) => before.filter((upload) => !ids.has(upload.id)));
  }

  #refusal(file: File): string | null {
    if (file.size > this.#maxBytes) return messages.upload.tooLarge(file.size, this.#maxBytes);
    if (file.size === 0) return messages.upload.empty;
    return null;
  }

  #change(id: number, change: Partial<Upload>): void {
    this.store.set((before) => before.map((upload) => (upload.id === id ? { ...upload, ...change } : upload)));
  }

  #next(): void {
    for (const upload of this.store.get()) {
      if (this.#transfers.size >= PARALLEL) return;
      if (upload.state === 'waiting' && !this.#transfers.has(upload.id)) this.#start(upload);
    }
  }

  #start(upload: Upload): void {
    const { id } = upload;
    const startedAt = performance.now();
    const transfer = this.send(upload.file, upload.path, (sent, total) => {
      const seconds = (performance.now() - startedAt) / 1000;
      const bytes = Math.min(upload.file.size, sent);
      this.#change(id, {
        sent: bytes,
        speed: seconds > 0.5 ? bytes / seconds : 0,
        state: sent >= total ? 'storing' : 'sending',
      });
    });
    this.#transfers.set(id, transfer);
    this.#change(id, { state: 'sending', startedAt, error: null, tries: upload.tries + 1 });
    transfer.answer.then(
      ({ asset, duplicate }) =>
        this.#end(id, { state: duplicate ? 'duplicate' : 'sent', asset, sent: upload.file.size }),
      (error: unknown) => this.#fail(id, error),
    );
  }

  #end(id: number, change: Partial<Upload>): void {
    this.#transfers.delete(id);
    this.#change(id, change);
    this.#next();
  }

  #fail(id: number, error: unknown): void {
    const problem = error instanceof Problem ? error : null;
    if (problem?.code === 'aborted') return;
    const upload = this.store.get().find((each) => each.id === id);
    const busy = problem !== null && (problem.status === 503 || problem.status === 429);
    if (upload && busy && upload.tries < TRIES_WHEN_BUSY) {
      // The slot stays taken while it waits: pushing the next file would meet the same refusal.
      this.#change(id, { state: 'waiting', sent: 0 });
      setTimeout(
        () => {
          this.#transfers.delete(id);
          this.#next();
        },
        (problem.retryAfter ?? 2 ** upload.tries) * 1000,
      );
      return;
    }
    this.#end(id, {
      state: 'failed',
      error: problem?.message || messages.upload.unreadable,
      retryable: problem?.status !== 413,
    });
  }
}

export interface Totals {
  sendingFiles: number;
  sentFiles: number;
  files: number;
  sentBytes: number;
  bytes: number;
  fraction: number;
  speed: number;
}

/** Of everything that is in the queue and was not refused. */
export function totalsOf(uploads: readonly Upload[]): Totals {
  const totals: Totals = { sendingFiles: 0, sentFiles: 0, files: 0, sentBytes: 0, bytes: 0, fraction: 0, speed: 0 };
  for (const upload of uploads) {
    if (upload.state === 'failed') continue;
    totals.files += 1;
    totals.bytes += upload.file.size;
    totals.sentBytes += upload.state === 'waiting' ? 0 : upload.sent;
    if (isUnderWay(upload)) totals.sendingFiles += 1;
    else totals.sentFiles += 1;
    if (upload.state === 'sending') totals.speed += upload.speed;
  }
  totals.fraction = totals.bytes > 0 ? totals.sentBytes / totals.bytes : 0;
  return totals;
}

export const describeBytes = (upload: Upload): string =>
  upload.state === 'sending' && upload.sent > 0
    ? [
        messages.upload.bytes(upload.sent, upload.file.size),
        upload.speed > 0 ? messages.upload.speed(upload.speed) : '',
      ]
        .filter(Boolean)
        .join(' · ')
    : formatSize(upload.file.size);

export const uploadQueue = new UploadQueue();
