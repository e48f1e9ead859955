import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { Toaster } from '@/components/ui/Toaster';
import { makeQueryClient } from '@/app/queryClient';
import { makeRouter } from '@/app/router';
import type { Asset, SessionState } from '@/api/types';
import { makeSession } from './factories';
import { at, server } from './server';

const tally = (words: readonly string[]): Record<string, number> =>
  Object.fromEntries(words.map((word) => [word, words.filter((each) => each === word).length]));

/** The whole app at an address, against handlers of the test. `assets` is what every list answers. */
export function renderApp(
  address: string,
  { session = makeSession(), assets = [] }: { session?: SessionState; assets?: Asset[] } = {},
) {
  class NoEvents extends EventTarget {
    close() {}
  }
  globalThis.EventSource = NoEvents as unknown as typeof EventSource;
  server.use(
    http.get(at('/auth/session'), () => HttpResponse.json(session)),
    http.get(at('/assets'), () =>
      HttpResponse.json({ items: assets, next_cursor: null, total: assets.length, total_relation: 'eq' }),
    ),
    http.get(at('/search/suggestions'), () => HttpResponse.json({ items: [] })),
    http.get(at('/search/history'), () =>
      HttpResponse.json({ items: [], next_cursor: null, total: 0, total_relation: 'eq', keep: true }),
    ),
    http.get('*/health/ready', () => HttpResponse.json({ status: 'ready', checks: {} })),
    http.get(at('/jobs'), () => HttpResponse.json({ running: [] })),
    http.get(at('/capabilities'), () => HttpResponse.json({ items: [] })),
    http.get(at('/users'), () => HttpResponse.json({ items: [] })),
    http.get(at('/admin/instance'), () =>
      HttpResponse.json({ code: 'unavailable', detail: 'Not now.' }, { status: 500 }),
    ),
    http.get(at('/assets/timeline'), () =>
      HttpResponse.json({
        groups: assets.length > 0 ? [{ date: '2026-05-03', count: assets.length }] : [],
        total: assets.length,
      }),
    ),
    http.get(at('/assets/counts'), () =>
      HttpResponse.json({
        total: assets.length,
        by_kind: tally(assets.map((asset) => asset.kind)),
        by_status: tally(assets.map((asset) => asset.status)),
      }),
    ),
    http.get(at('/assets/grid'), () =>
      HttpResponse.json({ items: assets, next_cursor: null, total: assets.length, total_relation: 'eq' }),
    ),
  );
  const queryClient = makeQueryClient();
  const router = makeRouter(queryClient);
  router.update({ ...router.options, history: createMemoryHistory({ initialEntries: [address] }) });
  const view = render(
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <Toaster />
    </QueryClientProvider>,
  );
  return { ...view, router, queryClient };
}
