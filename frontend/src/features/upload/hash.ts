import type { HashAnswer, HashRequest } from './hash.worker';

let worker: Worker | null = null;
let nextId = 1;
const waiting = new Map<number, (hash: string | null) => void>();

function start(): Worker {
  const made = new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module' });
  made.onmessage = ({ data }: MessageEvent<HashAnswer>) => {
    waiting.get(data.id)?.('hash' in data ? data.hash : null);
    waiting.delete(data.id);
  };
  made.onerror = () => {
    for (const tell of waiting.values()) tell(null);
    waiting.clear();
    worker = null;
  };
  return made;
}

/** SHA-256 in hexadecimal; null where it could not be had, and then the file is sent without. */
export function sha256(file: File): Promise<string | null> {
  return new Promise((resolve) => {
    try {
      worker ??= start();
      const id = nextId++;
      waiting.set(id, resolve);
      worker.postMessage({ id, file } satisfies HashRequest);
    } catch {
      resolve(null);
    }
  });
}
