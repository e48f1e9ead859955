/** What a search finds, and how to narrow it: nothing of it is seen before the first question, so it is loaded ahead of one (app/parts.ts) or with it. */
import { lazyRouteComponent } from '@tanstack/react-router';
import { loadPart } from '@/api/part';

const load = () => loadPart(() => import('./components/Found'));

export const AskedWith = lazyRouteComponent(load, 'AskedWith');
export const PictureResults = lazyRouteComponent(load, 'PictureResults');
export const Results = lazyRouteComponent(load, 'Results');
export const SearchFilters = lazyRouteComponent(load, 'SearchFilters');

/** Resolves when they can be drawn at once: each remembers by itself that the one file is there. */
export async function loadFound(): Promise<void> {
  for (const each of [AskedWith, PictureResults, Results, SearchFilters]) await each.preload?.();
}
