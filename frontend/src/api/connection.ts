/** Whether the server answers. Every request says so; pages read it. */
import { createStore } from '@/lib/store';

export interface Connection {
  online: boolean;
  /** When it last answered. */
  since: Date;
}

export const connectionStore = createStore<Connection>({ online: true, since: new Date() });

export function noteAnswered(): void {
  const now = new Date();
  const before = connectionStore.get();
  // Told apart by the minute, so that not every answer renders the page.
  if (!before.online || now.getTime() - before.since.getTime() > 60_000)
    connectionStore.set({ online: true, since: now });
}

export function noteUnreachable(): void {
  connectionStore.set((before) => (before.online ? { ...before, online: false } : before));
}

const PROBE_MS = 5000;

/** While the server does not answer it is asked again and again whether it does; `onBack` is called when it answers anew. */
export function watchConnection(onBack: () => void): () => void {
  let away = false;
  let timer: ReturnType<typeof setInterval> | undefined;
  const probe = () => {
    fetch('/health/live', { cache: 'no-store' }).then(
      ({ ok }) => {
        if (ok) noteAnswered();
      },
      () => {},
    );
  };
  const look = () => {
    const { online } = connectionStore.get();
    if (online !== away) return;
    away = !online;
    clearInterval(timer);
    if (away) timer = setInterval(probe, PROBE_MS);
    else onBack();
  };
  const onOnline = () => {
    if (away) probe();
  };
  window.addEventListener('online', onOnline);
  const leave = connectionStore.subscribe(look);
  look();
  return () => {
    clearInterval(timer);
    window.removeEventListener('online', onOnline);
    leave();
  };
}
