/** Files that another app shared with Bowerbird (public/sw.js lays them on the shelf). */
import type { PickedFile } from './files';

const SHELF = 'bowerbird-shared';

/** Browsers install the app, and offer it for sharing, only over https or on this machine. */
export function offerSharing(): void {
  if ('serviceWorker' in navigator) navigator.serviceWorker.register('/sw.js').catch(() => {});
}

/** Takes from the shelf what lies there; each file once. */
export async function takeShared(): Promise<PickedFile[]> {
  if (!('caches' in globalThis) || !(await caches.has(SHELF))) return [];
  const shelf = await caches.open(SHELF);
  const found: PickedFile[] = [];
  for (const request of await shelf.keys()) {
    const response = await shelf.match(request);
    // Another tab was faster.
    if (!response || !(await shelf.delete(request))) continue;
    const blob = await response.blob();
    const file = new File([blob], decodeURIComponent(response.headers.get('X-Name') ?? 'Shared'), {
      type: blob.type,
      lastModified: Number(response.headers.get('X-Last-Modified')) || Date.now(),
    });
    found.push({ file, path: null });
  }
  return found;
}
