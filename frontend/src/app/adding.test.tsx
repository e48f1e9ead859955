import { screen, waitFor } from '@testing-library/react';
import { delay, http, HttpResponse } from 'msw';
import { afterEach, describe, expect, it } from 'vitest';
import { uploadQueue } from '@/features/upload/queue';
import { makeAsset } from '@/test/factories';
import { renderApp } from '@/test/renderApp';
import { at, server } from '@/test/server';

const SENT = 60;
const idOf = (index: number) => `a${index}`;

afterEach(() => uploadQueue.store.set([]));

describe('many files that were sent', () => {
  it('are not all asked for at once, and end as ready', async () => {
    let open = 0;
    let most = 0;
    renderApp('/add');
    server.use(
      http.get(at('/assets/:id'), async ({ params }) => {
        if (params.id === 'counts') return undefined;
        most = Math.max(most, ++open);
        await delay(20);
        open -= 1;
        return HttpResponse.json(makeAsset({ id: String(params.id), status: 'ready' }));
      }),
    );
    uploadQueue.store.set(
      Array.from({ length: SENT }, (_, index) => ({
        id: index,
        key: idOf(index),
        name: `${index}.pdf`,
        size: 10,
        lastModified: 0,
        file: null,
        path: null,
        state: 'sent' as const,
        hash: null,
        url: null,
        sent: 10,
        speed: 0,
        error: null,
        retryable: false,
        tries: 1,
        asset: makeAsset({ id: idOf(index), status: 'processing' }),
      })),
    );
    expect(await screen.findByRole('heading', { name: 'Ready' })).toBeVisible();
    const unfinished = () => uploadQueue.store.get().filter((upload) => upload.asset?.status !== 'ready').length;
    await waitFor(() => expect(unfinished()).toBe(0), { timeout: 15_000 });
    expect(most).toBeLessThanOrEqual(40);
  });
});
