/** The upload queue. It lives outside React, so sending goes on while pages change, and in the journal, so that it goes on after a reload. */
import { Problem } from '@/api/problem';
import type { Asset } from '@/api/types';
import { formatSize } from '@/lib/format';
import { messages } from '@/lib/messages';
import { createStore } from '@/lib/store';
import type { Store } from '@/lib/store';
import { sendFile } from './api/send';
import type { Transfer } from './api/send';
import type { PickedFile } from './files';
import { sha256 } from './hash';
import { journal as browserJournal, MOST_KEPT } from './journal';
import type { Journal } from './journal';

/** `lost`: begun before a reload, and the file itself is needed again to go on. */
export type UploadState =
  'waiting' | 'checking' | 'sending' | 'storing' | 'paused' | 'lost' | 'sent' | 'duplicate' | 'failed';

export interface Upload {
  id: number;
  key: string;
  name: string;
  size: number;
  lastModified: number;
  file: File | null;
  path: string | null;
  state: UploadState;
  hash: string | null;
  url: string | null;
  /** Bytes sent so far, and bytes a second lately. */
  sent: number;
  speed: number;
  error: string | null;
  /** Whether trying again can help: a file that is too large stays so. */
  retryable: boolean;
  tries: number;
  asset: Asset | null;
}

const PARALLEL = 3;
const TRIES_WHEN_BUSY = 5;
/** Bytes a second are told over about this long. */
const SPEED_WINDOW_MS = 4000;

export const isUnderWay = ({ state }: Upload): boolean =>
  state === 'waiting' || state === 'checking' || state === 'sending' || state === 'storing';

export const isUnfinished = (upload: Upload): boolean =>
  isUnderWay(upload) || upload.state === 'paused' || upload.state === 'lost';

interface Tools {
  send: typeof sendFile;
  hash: (file: File) => Promise<string | null>;
  journal: Journal;
}

export class UploadQueue {
  readonly store: Store<readonly Upload[]> = createStore<readonly Upload[]>([]);
  #transfers = new Map<number, Transfer>();
  /** Files that take a place: being hashed, being sent, or waiting for a busy server. */
  #busy = new Set<number>();
  #nextId = 1;
  #maxBytes = Number.POSITIVE_INFINITY;
  #user = '';

  constructor(private readonly tools: Tools) {}

  setLimit(maxBytes: number): void {
    this.#maxBytes = maxBytes;
  }

  /** Takes up what this person was sending when the page was left. */
  async restore(user: string): Promise<void> {
    if (this.#user === user) return;
    this.#user = user;
    const entries = await this.tools.journal.all();
    const known = new Set(this.store.get().map((upload) => upload.key));
    const found = entries
      .filter((entry) => entry.user === user && !known.has(entry.key))
      .map(({ key, name, size, lastModified, file, path, hash, url }): Upload => ({
        ...this.#fresh(),
        key,
        name,
        size,
        lastModified,
        file,
        path,
        hash,
        url,
        state: file ? 'waiting' : 'lost',
      }));
    if (found.length === 0) return;
    this.store.set((before) => [...found, ...before]);
    this.#next();
  }

  add(files: readonly PickedFile[]): void {
    const added: Upload[] = [];
    for (const { file, path } of files) {
      const lost = this.store
        .get()
        .find((upload) => upload.state === 'lost' && upload.name === file.name && upload.size === file.size);
      if (lost) {
        this.#change(lost.id, { file, state: 'waiting' });
        continue;
      }
      const refusal = this.#refusal(file);
      const upload: Upload = {
        ...this.#fresh(),
        name: file.name,
        size: file.size,
        lastModified: file.lastModified,
        file,
        path,
        state: refusal ? 'failed' : 'waiting',
        error: refusal,
      };
      added.push(upload);
      if (!refusal) this.#keep(upload);
    }
    this.store.set((before) => [...before, ...added]);
    this.#next();
  }

  pause(id: number): void {
    const upload = this.#find(id);
    if (!upload || !isUnderWay(upload) || upload.state === 'storing') return;
    this.#change(id, { state: 'paused', speed: 0 });
    this.#release(id)?.abort();
    this.#next();
  }

  resume(id: number): void {
    if (this.#find(id)?.state !== 'paused') return;
    this.#change(id, { state: 'waiting' });
    this.#next();
  }

  pauseAll(): void {
    for (const upload of this.store.get().filter(isUnderWay).reverse()) this.pause(upload.id);
  }

  resumeAll(): void {
    for (const upload of this.store.get()) this.resume(upload.id);
  }

  cancel(id: number): void {
    const transfer = this.#release(id);
    const upload = this.#find(id);
    this.dismiss(id);
    if (transfer) transfer.cancel();
    else if (upload?.url && upload.file) this.tools.send(upload as Upload & { file: File }, SILENT).cancel();
    this.#next();
  }

  cancelAll(): void {
    for (const upload of this.store.get().filter(isUnfinished).reverse()) this.cancel(upload.id);
  }

  retry(id: number): void {
    this.#change(id, { state: 'waiting', error: null, tries: 0 });
    this.#next();
  }

  /** What became of a file that was sent. */
  learn(id: number, asset: Asset): void {
    this.#change(id, { asset });
  }

  dismiss(id: number): void {
    const upload = this.#find(id);
    if (upload) void this.tools.journal.remove(upload.key);
    this.store.set((before) => before.filter((each) => each.id !== id));
  }

  dismissAll(ids: ReadonlySet<number>): void {
    this.store.set((before) => before.filter((upload) => !ids.has(upload.id)));
  }

  #fresh(): Upload {
    return {
      id: this.#nextId++,
      key: `${Date.now()}-${Math.random().toString(36).slice(2)}`,
      name: '',
      size: 0,
      lastModified: 0,
      file: null,
      path: null,
      state: 'waiting',
      hash: null,
      url: null,
      sent: 0,
      speed: 0,
      error: null,
      retryable: false,
      tries: 0,
      asset: null,
    };
  }

  #find(id: number): Upload | undefined {
    return this.store.get().find((upload) => upload.id === id);
  }

  #refusal(file: File): string | null {
    if (file.size > this.#maxBytes) return messages.upload.tooLarge(file.size, this.#maxBytes);
    if (file.size === 0) return messages.upload.empty;
    return null;
  }

  #change(id: number, change: Partial<Upload>): void {
    this.store.set((before) => before.map((upload) => (upload.id === id ? { ...upload, ...change } : upload)));
  }

  #keep({ key, name, path, size, lastModified, hash, url, file }: Upload): void {
    const kept = file && file.size <= MOST_KEPT ? file : null;
    void this.tools.journal.put({ key, name, path, size, lastModified, hash, url, file: kept, user: this.#user });
  }

  #release(id: number): Transfer | undefined {
    const transfer = this.#transfers.get(id);
    this.#transfers.delete(id);
    this.#busy.delete(id);
    return transfer;
  }

  #next(): void {
    for (const upload of this.store.get()) {
      if (this.#busy.size >= PARALLEL) return;
      if (upload.state === 'waiting' && !this.#busy.has(upload.id)) void this.#start(upload.id);
    }
  }

  async #start(id: number): Promise<void> {
    const file = this.#find(id)?.file;
    if (!file) return;
    this.#busy.add(id);
    if (!this.#find(id)?.hash && !this.#find(id)?.url) {
      this.#change(id, { state: 'checking', error: null });
      const hash = await this.tools.hash(file);
      // Paused or cancelled meanwhile.
      if (this.#find(id)?.state !== 'checking') return;
      this.#change(id, { hash });
    }
    const upload = this.#find(id);
    if (!upload) return;
    const speed = makeSpeedometer();
    const transfer = this.tools.send(
      { file, path: upload.path, hash: upload.hash, url: upload.url },
      {
        progress: (sent, total) => {
          if (this.#transfers.get(id) !== transfer) return;
          this.#change(id, { sent, speed: speed(sent), state: sent >= total ? 'storing' : 'sending' });
        },
        located: (url) => {
          this.#change(id, { url });
          const now = this.#find(id);
          if (now) this.#keep(now);
        },
      },
    );
    this.#transfers.set(id, transfer);
    this.#change(id, { state: 'sending', error: null, tries: upload.tries + 1 });
    transfer.answer.then(
      ({ asset, duplicate }) => this.#end(id, { state: duplicate ? 'duplicate' : 'sent', asset, sent: upload.size }),
      (error: unknown) => this.#fail(id, error),
    );
  }

  #end(id: number, change: Partial<Upload>): void {
    this.#release(id);
    this.#change(id, change);
    const upload = this.#find(id);
    if (upload && upload.state !== 'failed') void this.tools.journal.remove(upload.key);
    this.#next();
  }

  #fail(id: number, error: unknown): void {
    const problem = error instanceof Problem ? error : null;
    if (problem?.code === 'aborted') return;
    const upload = this.#find(id);
    const busy = problem !== null && (problem.status === 503 || problem.status === 429);
    const forgotten = problem !== null && (problem.status === 404 || problem.status === 410) && upload?.url;
    if (upload && forgotten && upload.tries < TRIES_WHEN_BUSY) {
      // It expired on the server: from the beginning.
      this.#release(id);
      this.#change(id, { state: 'waiting', url: null, sent: 0 });
      this.#next();
      return;
    }
    if (upload && busy && upload.tries < TRIES_WHEN_BUSY) {
      // The slot stays taken while it waits: pushing the next file would meet the same refusal.
      this.#transfers.delete(id);
      this.#change(id, { state: 'waiting' });
      setTimeout(
        () => {
          this.#release(id);
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
    // The disk is full: the others would meet the same refusal, one after another.
    if (problem?.status === 507) this.pauseAll();
  }
}

const SILENT = { progress: () => {}, located: () => {} };

/** Bytes a second over the last seconds. */
function makeSpeedometer(): (sent: number) => number {
  let seen: { at: number; sent: number }[] = [];
  return (sent) => {
    const at = performance.now();
    seen = [...seen.filter((each) => at - each.at < SPEED_WINDOW_MS), { at, sent }];
    const [first] = seen;
    const seconds = first ? (at - first.at) / 1000 : 0;
    return first && seconds > 0.4 ? Math.max(0, (sent - first.sent) / seconds) : 0;
  };
}

export interface Totals {
  sendingFiles: number;
  sentFiles: number;
  pausedFiles: number;
  files: number;
  sentBytes: number;
  bytes: number;
  fraction: number;
  speed: number;
}

/** Of everything that is in the queue and was not refused. */
export function totalsOf(uploads: readonly Upload[]): Totals {
  const totals: Totals = {
    sendingFiles: 0,
    sentFiles: 0,
    pausedFiles: 0,
    files: 0,
    sentBytes: 0,
    bytes: 0,
    fraction: 0,
    speed: 0,
  };
  for (const upload of uploads) {
    if (upload.state === 'failed' || upload.state === 'lost') continue;
    totals.files += 1;
    totals.bytes += upload.size;
    totals.sentBytes += upload.sent;
    if (isUnderWay(upload)) totals.sendingFiles += 1;
    else if (upload.state === 'paused') totals.pausedFiles += 1;
    else totals.sentFiles += 1;
    if (upload.state === 'sending') totals.speed += upload.speed;
  }
  totals.fraction = totals.bytes > 0 ? totals.sentBytes / totals.bytes : 0;
  return totals;
}

export const describeBytes = (upload: Upload): string =>
  upload.state === 'sending' && upload.sent > 0
    ? [messages.upload.bytes(upload.sent, upload.size), upload.speed > 0 ? messages.upload.speed(upload.speed) : '']
        .filter(Boolean)
        .join(' · ')
    : formatSize(upload.size);

export const uploadQueue = new UploadQueue({ send: sendFile, hash: sha256, journal: browserJournal });
