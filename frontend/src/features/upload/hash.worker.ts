/** SHA-256 of files, beside the page. WebAssembly, because crypto.subtle cannot stream and is missing on plain-http addresses. */
import { createSHA256 } from 'hash-wasm';

const PIECE = 4 * 1024 * 1024;

export interface HashRequest {
  id: number;
  file: File;
}
export type HashAnswer = { id: number; hash: string } | { id: number; failed: true };

let last: Promise<void> = Promise.resolve();

async function hash({ id, file }: HashRequest): Promise<void> {
  try {
    const hasher = await createSHA256();
    for (let at = 0; at < file.size; at += PIECE) {
      hasher.update(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
    }
    postMessage({ id, hash: hasher.digest('hex') } satisfies HashAnswer);
  } catch {
    postMessage({ id, failed: true } satisfies HashAnswer);
  }
}

// One after the other: two at once would only share the same processor and disk.
onmessage = (event: MessageEvent<HashRequest>) => {
  last = last.then(() => hash(event.data));
};
