/** The pages that load when they are opened, or when the browser has nothing better to do. pdf.js is not among them: it is large. */
import { loadPart } from '@/api/part';
import { loadFound } from '@/features/search/found';

export const parts = {
  library: () => loadPart(() => import('@/features/library/pages')),
  upload: () => loadPart(() => import('@/features/upload/components/UploadPage')),
  activity: () => loadPart(() => import('@/features/activity/ActivityPage')),
  settings: () => loadPart(() => import('@/features/settings/components/SettingsPage')),
  viewer: () => loadPart(() => import('@/features/viewer/components/ViewerPage')),
  signIn: () => loadPart(() => import('@/features/account/components/SignInPage')),
  welcome: () => loadPart(() => import('@/features/account/components/WelcomePage')),
};

/** What the page itself shows comes first: while it waits for an answer the browser is idle, but not done. */
const AFTER_MS = 1500;

/** Fetches what a signed-in person may open next, one part whenever there is nothing to do, so that opening it is instant, and works for a while without the server. */
export function warmUp(): () => void {
  if (!('requestIdleCallback' in window)) return () => {};
  const waiting: (() => Promise<unknown>)[] = [loadFound, parts.library, parts.viewer, parts.upload, parts.settings];
  let handle = 0;
  const start = setTimeout(() => next(), AFTER_MS);
  const next = () => {
    handle = requestIdleCallback(
      () => {
        const load = waiting.shift();
        if (load) void load().then(next, () => {});
      },
      { timeout: 10_000 },
    );
  };
  return () => {
    clearTimeout(start);
    cancelIdleCallback(handle);
  };
}
