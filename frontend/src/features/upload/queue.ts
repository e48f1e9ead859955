/** The upload queue. It lives outside React, so sending goes on while pages change, and in the journal, so that it goes on after a reload. */
import { Problem } from '@/api/problem';
import type { Asset } from '@/api/types';
import { messages } from '@/lib/messages';
import { forgetUpload, sendFile } from './api/send';
import type { Transfer } from './api/send';
import { canRead } from './files';
import type { PickedFile } from './files';
import { sha256 } from './hash';
import { journal as browserJournal } from './journal';
import type { Entry, Journal } from './journal';
import { UploadList } from './list';
import { makeSpeedometer, Pace } from './pace';
import { openTabs, thisTab } from './tabs';
import { canPause, isUnderWay, isUnfinished, makeUpload, signOf } from './upload';
import type { Upload } from './upload';

const PARALLEL = 3;
const TRIES_WHEN_BUSY = 5;
/** Without a connection a file waits this long before it is tried again. */
const OFFLINE_SECONDS = 10;

interface Tools {
  send: typeof sendFile;
  /** The server forgets what it has of an upload that nothing is being sent of. */
  forget: (url: string) => void;
  hash: (file: File) => Promise<string | null>;
  journal: Journal;
  tab: string;
  openTabs: () => Promise<ReadonlySet<string>>;
}

export class UploadQueue {
  readonly store = new UploadList();
  #pace = new Pace(PARALLEL);
  #transfers = new Map<number, Transfer>();
  /** Files that take a place (being hashed, being sent, or waiting for a busy server), each with the turn it has it for. */
  #busy = new Map<number, symbol>();
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
    const { journal, tab, openTabs } = this.tools;
    const entries = await journal.takeOver(user, tab, await openTabs());
    const known = new Set(this.store.get().map((upload) => upload.key));
    const found = entries
      .filter(({ entry }) => !known.has(entry.key))
      .map(({ entry: { key, name, size, lastModified, path, hash, url }, kept }) =>
        makeUpload({
          id: this.#nextId++,
          ...{ key, name, size, lastModified, path, hash, url },
          state: kept ? 'waiting' : 'lost',
        }),
      );
    if (found.length === 0) return;
    this.store.set((before) => [...found, ...before]);
    this.#next();
  }

  add(files: readonly PickedFile[]): void {
    const lost = new Map(
      this.store.get().flatMap((upload) => (upload.state === 'lost' ? [[signOf(upload), upload.id] as const] : [])),
    );
    const added: Upload[] = [];
    for (const { file, path } of files) {
      const sign = signOf({ name: file.name, size: file.size, path });
      const known = lost.get(sign);
      if (known !== undefined) {
        lost.delete(sign);
        this.store.change(known, { file, state: 'waiting' });
        continue;
      }
      const refusal = this.#refusal(file);
      added.push(
        makeUpload({
          id: this.#nextId++,
          name: file.name,
          size: file.size,
          lastModified: file.lastModified,
          file,
          path,
          state: refusal ? 'failed' : 'waiting',
          error: refusal,
        }),
      );
    }
    this.store.set((before) => [...before, ...added]);
    this.tools.journal.add(
      added.flatMap((upload) =>
        upload.file && upload.state === 'waiting' ? [{ entry: this.#entry(upload), file: upload.file }] : [],
      ),
    );
    this.#next();
  }

  /** Whether leaving the page would lose a file that is being sent. */
  get wouldLose(): boolean {
    return this.store.get().some((upload) => isUnderWay(upload) && !this.tools.journal.keeps(upload.key));
  }

  /** Seconds until everything is sent; null where that cannot be told yet. */
  get secondsLeft(): number | null {
    return this.#pace.left(this.store.get());
  }

  pause(id: number): void {
    this.#hold(id);
    this.#next();
  }

  resume(id: number): void {
    this.#free(id);
    this.#next();
  }

  pauseAll(): void {
    for (const { id } of this.store.get()) this.#hold(id);
  }

  resumeAll(): void {
    for (const { id } of this.store.get()) this.#free(id);
    this.#next();
  }

  cancel(id: number): void {
    this.#giveUp([id]);
    this.#next();
  }

  cancelAll(): void {
    this.#giveUp(
      this.store
        .get()
        .filter(isUnfinished)
        .map((upload) => upload.id),
    );
  }

  retry(id: number): void {
    this.store.change(id, { state: 'waiting', error: null, tries: 0 });
    this.#next();
  }

  /** What became of a file that was sent. */
  learn(id: number, asset: Asset): void {
    this.store.change(id, { asset });
  }

  dismiss(id: number): void {
    this.dismissAll(new Set([id]));
  }

  dismissAll(ids: ReadonlySet<number>): void {
    this.tools.journal.remove([...ids].flatMap((id) => this.store.find(id)?.key ?? []));
    this.store.remove(ids);
  }

  #hold(id: number): void {
    const upload = this.store.find(id);
    if (!upload || !canPause(upload)) return;
    this.store.change(id, { state: 'paused', speed: 0 });
    this.#release(id)?.abort();
  }

  #free(id: number): void {
    if (this.store.find(id)?.state === 'paused') this.store.change(id, { state: 'waiting' });
  }

  #giveUp(ids: readonly number[]): void {
    for (const id of ids) {
      const transfer = this.#release(id);
      const url = this.store.find(id)?.url;
      if (transfer) transfer.cancel();
      else if (url) this.tools.forget(url);
    }
    this.dismissAll(new Set(ids));
  }

  #refusal(file: File): string | null {
    if (file.size > this.#maxBytes) return messages.upload.tooLarge(file.size, this.#maxBytes);
    if (file.size === 0) return messages.upload.empty;
    return null;
  }

  #entry({ key, name, path, size, lastModified, hash, url }: Upload): Entry {
    return { key, name, path, size, lastModified, hash, url, user: this.#user, tab: this.tools.tab };
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
    const turn = Symbol(id);
    const began = performance.now();
    this.#busy.set(id, turn);
    // Paused or cancelled meanwhile, and perhaps begun again.
    const isOver = () => this.#busy.get(id) !== turn;
    const { key, file: picked = null } = this.store.find(id) ?? {};
    const file = picked ?? (key === undefined ? null : await this.tools.journal.file(key));
    if (isOver()) return;
    if (!file) {
      this.store.change(id, { state: 'lost' });
      this.#release(id);
      this.#next();
      return;
    }
    if (!this.store.find(id)?.hash && !this.store.find(id)?.url) {
      this.store.change(id, { state: 'checking', error: null });
      const hash = await this.tools.hash(file);
      if (isOver()) return;
      this.store.change(id, { hash });
    }
    const upload = this.store.find(id);
    if (!upload) return;
    const speed = makeSpeedometer();
    let last = 0;
    const transfer = this.tools.send(
      { file, path: upload.path, hash: upload.hash, url: upload.url },
      {
        progress: (sent, total) => {
          if (this.#transfers.get(id) !== transfer) return;
          if (last > 0 && sent > last) this.#pace.moved(total, sent - last);
          last = sent;
          this.store.change(id, { sent, speed: speed(sent), state: sent >= total ? 'storing' : 'sending' });
        },
        located: (url) => {
          this.store.change(id, { url });
          const now = this.store.find(id);
          if (now) this.tools.journal.update(this.#entry(now));
        },
      },
    );
    this.#transfers.set(id, transfer);
    this.store.change(id, { file, state: 'sending', error: null, tries: upload.tries + 1 });
    transfer.answer.then(
      ({ asset, duplicate }) => {
        this.#pace.finished(upload.size, (performance.now() - began) / 1000);
        this.#end(id, { state: duplicate ? 'duplicate' : 'sent', asset, sent: upload.size, file: null });
      },
      (error: unknown) => void this.#fail(id, error, file),
    );
  }

  #end(id: number, change: Partial<Upload>): void {
    this.#release(id);
    this.store.change(id, change);
    const upload = this.store.find(id);
    if (upload && upload.state !== 'failed') this.tools.journal.remove([upload.key]);
    this.#next();
  }

  async #fail(id: number, error: unknown, file: File): Promise<void> {
    const problem = error instanceof Problem ? error : null;
    if (problem?.code === 'aborted') return;
    const turn = this.#busy.get(id);
    const { status = 0, isOffline = false } = problem ?? {};
    const readable = problem !== null && (!isOffline || (await canRead(file)));
    if (turn === undefined || this.#busy.get(id) !== turn) return;
    const upload = this.store.find(id);
    if (!upload) return;
    const again = upload.tries < TRIES_WHEN_BUSY;
    if (again && upload.url && (status === 404 || status === 410)) {
      // It expired on the server: from the beginning.
      this.#release(id);
      this.store.change(id, { state: 'waiting', url: null, sent: 0 });
      this.#next();
      return;
    }
    const waitFor =
      isOffline && readable
        ? OFFLINE_SECONDS
        : again && (status === 503 || status === 429)
          ? (problem?.retryAfter ?? 2 ** upload.tries)
          : null;
    if (waitFor !== null) {
      // The slot stays taken while it waits: the next file would meet the same.
      this.#transfers.delete(id);
      this.store.change(id, { state: 'waiting', speed: 0, ...(isOffline && { tries: 0 }) });
      setTimeout(() => {
        if (this.#busy.get(id) !== turn) return;
        this.#release(id);
        this.#next();
      }, waitFor * 1000);
      return;
    }
    this.#end(id, {
      state: 'failed',
      error: (readable && problem?.message) || messages.upload.unreadable,
      retryable: status !== 413,
    });
    // The disk is full: the others would meet the same refusal, one after another.
    if (status === 507) this.pauseAll();
  }
}

export const uploadQueue = new UploadQueue({
  send: sendFile,
  forget: forgetUpload,
  hash: sha256,
  journal: browserJournal,
  tab: thisTab,
  openTabs,
});
