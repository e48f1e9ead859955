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
