/**
 * Asks for the answers, and the scripts, that the page at this address needs first. main.tsx imports it before all else, so that they are under way while the
 * rest of its file is run, which keeps a slow processor busy for a fifth of a second.
 */
import { askAhead } from '@/api/ahead';
import { wasSignedIn } from '@/lib/signedIn';
import { timeZone } from '@/lib/zone';

/** As the generated client writes these addresses; one that nobody takes would be asked for twice (ahead.test.ts). */
export function neededBy(pathname: string, search: string): string[] {
  const [, page = '', id = ''] = pathname.split('/');
  const counts = '/api/v1/assets/counts';
  if (page === 'assets' && id !== '') return [`/api/v1/assets/${id}`];
  if (search !== '') return [];
  if (pathname === '/') return ['/api/v1/assets?sort=-created_at&limit=24', counts];
  if (pathname === '/library') {
    return [`/api/v1/assets/timeline?by=day&tz=${encodeURIComponent(timeZone())}`, counts];
  }
  return [];
}

/** What fails is asked for again by the page, which says so. */
function fetchPartOf(pathname: string): void {
  const [, page] = pathname.split('/');
  if (page === 'library') import('@/features/library/pages').catch(() => {});
  if (page === 'assets') import('@/features/viewer/components/ViewerPage').catch(() => {});
}

function startAhead({ pathname, search }: Pick<Location, 'pathname' | 'search'>): void {
  fetchPartOf(pathname);
  if (wasSignedIn()) neededBy(pathname, search).forEach(askAhead);
}

if (import.meta.env.PROD) startAhead(location);
