/** The last few searches, kept on this device only and forgotten at sign-out. */
import { createStore } from '@/lib/store';

const KEY = 'bowerbird.recent-searches';
const KEPT = 5;

function read(): string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string').slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

export const recentSearches = createStore<string[]>(read());

export function rememberSearch(q: string): void {
  const kept = [q, ...recentSearches.get().filter((other) => other !== q)].slice(0, KEPT);
  recentSearches.set(kept);
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Without storage they last as long as the page.
  }
}

export function forgetSearches(): void {
  recentSearches.set([]);
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}
