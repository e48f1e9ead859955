/** The uploads in their order. Of thousands some change hundreds of times a second, so a change costs one entry, and whoever watches is told five times a second. */
import type { Store } from '@/lib/store';
import type { Upload } from './upload';

const TOLD_EVERY_MS = 200;

export class UploadList implements Store<readonly Upload[]> {
  #byId = new Map<number, Upload>();
  /** Null when something has changed since it was made. */
  #all: readonly Upload[] | null = [];
  #listeners = new Set<() => void>();
  #telling = false;
  #told = 0;

  get = (): readonly Upload[] => (this.#all ??= [...this.#byId.values()]);

  find(id: number): Upload | undefined {
    return this.#byId.get(id);
  }

  set(next: readonly Upload[] | ((before: readonly Upload[]) => readonly Upload[])): void {
    const uploads = typeof next === 'function' ? next(this.get()) : next;
    this.#byId = new Map(uploads.map((upload) => [upload.id, upload]));
    this.#changed();
  }

  change(id: number, change: Partial<Upload>): void {
    const upload = this.#byId.get(id);
    if (!upload) return;
    this.#byId.set(id, { ...upload, ...change });
    this.#changed();
  }

  remove(ids: Iterable<number>): void {
    for (const id of ids) this.#byId.delete(id);
    this.#changed();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #changed(): void {
    this.#all = null;
    if (this.#telling) return;
    this.#telling = true;
    const tell = () => {
      this.#telling = false;
      this.#told = performance.now();
      for (const listener of this.#listeners) listener();
    };
    setTimeout(tell, Math.max(0, this.#told + TOLD_EVERY_MS - performance.now()));
  }
}
