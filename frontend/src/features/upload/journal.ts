/** What is being sent, kept in this browser (IndexedDB), so that a reload goes on where it was. Small files are kept with it; large ones are asked for again. */

export interface Entry {
  key: string;
  name: string;
  path: string | null;
  size: number;
  lastModified: number;
  hash: string | null;
  /** Where the server keeps what it has of it. */
  url: string | null;
  /** Null where it was too large to be kept. */
  file: File | null;
  user: string;
}

export interface Journal {
  put: (entry: Entry) => Promise<void>;
  remove: (key: string) => Promise<void>;
  all: () => Promise<Entry[]>;
}

/** A file is copied into the browser's own storage when it is kept. */
export const MOST_KEPT = 256 * 1024 * 1024;

const STORE = 'uploads';
let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('bowerbird', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error('No storage', { cause: request.error }));
  });
  return opened;
}

function run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return open().then(
    (database) =>
      new Promise<T>((resolve, reject) => {
        const request = act(database.transaction(STORE, mode).objectStore(STORE));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error('No storage', { cause: request.error }));
      }),
  );
}

/** Where the browser keeps nothing (private windows, a full disk) uploads go on without it: only a reload would lose them. */
export const journal: Journal = {
  put: (entry) =>
    run('readwrite', (store) => store.put(entry)).then(
      () => {},
      () => {},
    ),
  remove: (key) =>
    run('readwrite', (store) => store.delete(key)).then(
      () => {},
      () => {},
    ),
  all: () => run<Entry[]>('readonly', (store) => store.getAll() as IDBRequest<Entry[]>).catch((): Entry[] => []),
};
