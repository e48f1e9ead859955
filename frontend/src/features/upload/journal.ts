/**
 * What is being sent, kept in this browser (IndexedDB), so that a reload goes on where it was. What it is called is written at once, for all; the files
 * themselves are copied after it, as far as there is room; those that were not are asked for again.
 */

export interface Entry {
  key: string;
  name: string;
  path: string | null;
  size: number;
  lastModified: number;
  hash: string | null;
  /** Where the server keeps what it has of it. */
  url: string | null;
  user: string;
  /** The tab that sends it. */
  tab: string;
}

export interface Journal {
  add: (files: readonly { entry: Entry; file: File }[]) => void;
  update: (entry: Entry) => void;
  remove: (keys: readonly string[]) => void;
  /** Whether a reload would find the file itself. */
  keeps: (key: string) => boolean;
  file: (key: string) => Promise<File | null>;
  /** Gives this tab what a person was sending in tabs that are no more. */
  takeOver: (user: string, tab: string, open: ReadonlySet<string>) => Promise<{ entry: Entry; kept: boolean }[]>;
}

const MIB = 1024 * 1024;
/** A file is copied when it is kept: neither a long film nor a whole disk is. */
const MOST_KEPT = { one: 256 * MIB, together: 1024 * MIB };
/** Files copied, and names written, in one transaction. */
const PORTION = 20;
const NAMES = 500;

const UPLOADS = 'uploads';
const FILES = 'files';

class BrowserJournal implements Journal {
  #database: Promise<IDBDatabase> | null = null;
  /** Changes are made in the order in which they were asked for. */
  #last: Promise<unknown> = Promise.resolve();
  #toCopy = new Map<string, File>();
  /** Sizes of what has been copied. */
  #kept = new Map<string, number>();
  #keptBytes = 0;

  add(files: readonly { entry: Entry; file: File }[]): void {
    for (let at = 0; at < files.length; at += NAMES)
      this.#write((uploads) => files.slice(at, at + NAMES).forEach(({ entry }) => uploads.put(entry)));
    for (const { entry, file } of files) if (file.size <= MOST_KEPT.one) this.#toCopy.set(entry.key, file);
    this.#copy();
  }

  update(entry: Entry): void {
    this.#write((uploads) => uploads.put(entry));
  }

  remove(keys: readonly string[]): void {
    for (const key of keys) {
      this.#toCopy.delete(key);
      this.#forget(key);
    }
    this.#write((uploads, files) => {
      for (const key of keys) {
        uploads.delete(key);
        files.delete(key);
      }
    });
  }

  keeps(key: string): boolean {
    return this.#kept.has(key);
  }

  async file(key: string): Promise<File | null> {
    try {
      const database = await this.#open();
      const found: unknown = await done(database.transaction(FILES).objectStore(FILES).get(key));
      return found instanceof File ? found : null;
    } catch {
      return null;
    }
  }

  async takeOver(user: string, tab: string, open: ReadonlySet<string>): Promise<{ entry: Entry; kept: boolean }[]> {
    try {
      const database = await this.#open();
      // One transaction, so that of two tabs that open at once one gets each.
      const transaction = database.transaction([UPLOADS, FILES], 'readwrite');
      const uploads = transaction.objectStore(UPLOADS);
      const [all, keys] = await Promise.all([
        done(uploads.getAll() as IDBRequest<Entry[]>),
        done(transaction.objectStore(FILES).getAllKeys()),
      ]);
      const kept = new Set(keys);
      const taken = all.filter((entry) => entry.user === user && !open.has(entry.tab));
      return taken.map((entry) => {
        const mine = { ...entry, tab };
        uploads.put(mine);
        if (kept.has(entry.key)) this.#keep(entry.key, entry.size);
        return { entry: mine, kept: kept.has(entry.key) };
      });
    } catch {
      return [];
    }
  }

  #keep(key: string, size: number): void {
    this.#kept.set(key, size);
    this.#keptBytes += size;
  }

  #copy(): void {
    this.#last = this.#last.then(async () => {
      const portion: [string, File][] = [];
      for (const [key, file] of this.#toCopy) {
        if (portion.length >= PORTION) break;
        this.#toCopy.delete(key);
        if (this.#keptBytes + file.size > MOST_KEPT.together) continue;
        this.#keep(key, file.size);
        portion.push([key, file]);
      }
      if (portion.length === 0) return;
      const kept = await this.#commit((_, files) => portion.forEach(([key, file]) => files.put(file, key)));
      // Sent meanwhile: its removal comes after this and takes the copy with it.
      if (kept) this.#copy();
      else for (const [key] of portion) this.#forget(key);
    });
  }

  #forget(key: string): void {
    this.#keptBytes -= this.#kept.get(key) ?? 0;
    this.#kept.delete(key);
  }

  #write(act: (uploads: IDBObjectStore, files: IDBObjectStore) => void): void {
    this.#last = this.#last.then(() => this.#commit(act));
  }

  /** Where the browser keeps nothing (private windows, a full disk) uploads go on without it: only a reload would lose them. */
  async #commit(act: (uploads: IDBObjectStore, files: IDBObjectStore) => void): Promise<boolean> {
    try {
      const database = await this.#open();
      await new Promise<void>((resolve, reject) => {
        const transaction = database.transaction([UPLOADS, FILES], 'readwrite');
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(new Error('No storage', { cause: transaction.error }));
        act(transaction.objectStore(UPLOADS), transaction.objectStore(FILES));
      });
      return true;
    } catch {
      return false;
    }
  }

  #open(): Promise<IDBDatabase> {
    this.#database ??= new Promise((resolve, reject) => {
      const request = indexedDB.open('bowerbird', 2);
      request.onupgradeneeded = () => {
        const { result: database } = request;
        // The first version kept files and names together.
        if (database.objectStoreNames.contains(UPLOADS)) database.deleteObjectStore(UPLOADS);
        database.createObjectStore(UPLOADS, { keyPath: 'key' });
        database.createObjectStore(FILES);
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('No storage', { cause: request.error }));
    });
    return this.#database;
  }
}

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error('No storage', { cause: request.error }));
  });

export const journal: Journal = new BrowserJournal();
