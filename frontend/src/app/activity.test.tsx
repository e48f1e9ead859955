import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import type { Asset } from '@/api/types';
import { makeAsset, makeStage } from '@/test/factories';
import { renderApp } from '@/test/renderApp';
import { at, server } from '@/test/server';

const serve = (files: Asset[], running: string[] = []) =>
  server.use(
    http.get(at('/jobs'), () => HttpResponse.json({ running: running.map((id) => ({ asset_id: id })) })),
    ...files.map((file) => http.get(at(`/assets/${file.id}`), () => HttpResponse.json(file))),
    http.get(at('/assets'), ({ request }) => {
      const status = new URL(request.url).searchParams.get('status');
      const items = status === null ? files : files.filter((file) => file.status === status);
      return HttpResponse.json({ items, next_cursor: null, total: items.length, total_relation: 'eq' });
    }),
  );

describe('activity', () => {
  it('names first what is being read this moment, before what waits', async () => {
    renderApp('/activity');
    const waiting = makeAsset({
      id: 'w',
      name: 'Waits.pdf',
      status: 'processing',
      stages: [makeStage('ocr', 'queued')],
    });
    const film = makeAsset({
      id: 'f',
      name: 'Film.mp4',
      status: 'processing',
      stages: [makeStage('transcribe', 'running')],
    });
    serve([waiting, film], ['f']);
    const now = await screen.findByRole('region', { name: /^Now/ });
    await within(now).findByText('Film.mp4');
    const names = within(now).getAllByText(/Waits.pdf|Film.mp4/);
    expect(names.map((name) => name.textContent)).toEqual(['Film.mp4', 'Waits.pdf']);
  });

  it('shows what is read now, what needs a person and what is done', async () => {
    const broken = makeAsset({
      id: 'b',
      name: 'Broken.pdf',
      status: 'failed',
      error: { code: 'timed_out', detail: 'Reading stopped making progress.' },
    });
    const retried: string[] = [];
    renderApp('/activity');
    serve([
      makeAsset({ id: 'n', name: 'Film.mp4', status: 'processing', stages: [makeStage('transcribe', 'running')] }),
      broken,
      makeAsset({ id: 'e', name: 'Nothing.txt', status: 'failed', error: { code: 'empty', detail: 'It is empty.' } }),
      makeAsset({ id: 'd', name: 'Letter.pdf', stages: [makeStage('extract', 'done')] }),
    ]);
    server.use(
      http.post(at('/assets/b/retry'), () => {
        retried.push('b');
        return HttpResponse.json({ ...broken, status: 'processing', error: null });
      }),
    );
    const now = await screen.findByRole('region', { name: /^Now/ });
    expect(within(now).getByRole('link', { name: 'Film.mp4' })).toBeVisible();
    const needs = screen.getByRole('region', { name: /^Needs you/ });
    expect(within(needs).getByText('Reading stopped making progress.')).toBeVisible();
    expect(within(needs).getByText('It is empty.')).toBeVisible();
    expect(within(needs).queryByRole('button', { name: /Nothing.txt$/ })).toBeNull();
    expect(within(screen.getByRole('region', { name: /^Done lately/ })).getByText('Read')).toBeVisible();
    await userEvent.click(within(needs).getByRole('button', { name: /^Retry ?Broken.pdf$/ }));
    expect(retried).toEqual(['b']);
  });

  it('opens a locked document with its password', async () => {
    const locked = makeAsset({
      id: 'b',
      name: 'Locked.pdf',
      status: 'failed',
      error: { code: 'encrypted', detail: '' },
    });
    let sent: unknown;
    renderApp('/activity');
    serve([locked]);
    server.use(
      http.post(at('/assets/b/unlock'), async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json({ code: 'wrong_password', detail: 'That is not its password.' }, { status: 422 });
      }),
    );
    await userEvent.type(await screen.findByLabelText('Password of the document'), 'sesame');
    expect(screen.queryByRole('button', { name: /^Retry/ })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Unlock' }));
    expect(await screen.findByText('That is not its password.')).toBeVisible();
    expect(sent).toEqual({ password: 'sesame' });
  });

  it('says that nothing has happened yet', async () => {
    renderApp('/activity');
    expect(await screen.findByRole('heading', { name: 'Nothing has happened yet' })).toBeVisible();
  });

  it('says what went wrong and loads when asked again', async () => {
    renderApp('/activity');
    server.use(
      http.get(at('/assets'), () => HttpResponse.json({ code: 'internal', detail: 'Out of order.' }, { status: 500 })),
    );
    expect(await screen.findByText('Out of order.')).toBeVisible();
    serve([makeAsset()]);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('link', { name: 'Letter.pdf' })).toBeVisible();
  });
});
