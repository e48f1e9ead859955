import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { expect, it } from 'vitest';
import { makeTile } from '@/test/factories';
import { renderApp } from '@/test/renderApp';
import { at, server } from '@/test/server';

const collection = { parent_id: null, count: 3, children: 0, cover: null, is_smart: false };

it('shows a smart collection with the first picture that it finds', async () => {
  renderApp('/collections');
  server.use(
    http.get(at('/tags'), () => HttpResponse.json({ items: [] })),
    http.get(at('/collections'), () =>
      HttpResponse.json({
        items: [
          { ...collection, id: 'c1', name: 'Boats', is_smart: true, count: null },
          { ...collection, id: 'c2', name: 'Receipts' },
        ],
        next_cursor: null,
      }),
    ),
    http.get(at('/collections/c1/assets'), () =>
      HttpResponse.json({
        items: [makeTile({ thumbnail_url: null }), makeTile({ id: 't2', thumbnail_url: '/boat.webp' })],
      }),
    ),
  );
  const boats = await screen.findByRole('link', { name: /Boats/ });
  await waitFor(() => expect(boats.querySelector('img')).toHaveAttribute('src', '/boat.webp'));
  expect(screen.getByRole('link', { name: /Receipts/ }).querySelector('img')).toBeNull();
});

it('is deleted with its files only if one says so, and after them', async () => {
  const asked: unknown[] = [];
  renderApp('/collections/c2');
  server.use(
    http.get(at('/tags'), () => HttpResponse.json({ items: [] })),
    http.get(at('/collections'), () => HttpResponse.json({ items: [], next_cursor: null })),
    http.get(at('/collections/c2'), () =>
      HttpResponse.json({ ...collection, id: 'c2', name: 'Receipts', description: '' }),
    ),
    http.post(at('/assets/bulk'), async ({ request }) => {
      asked.push(await request.json());
      return HttpResponse.json({ done: 3, failed: [], next_cursor: null, undo: null });
    }),
    http.delete(at('/collections/c2'), () => {
      asked.push('the collection');
      return new HttpResponse(null, { status: 204 });
    }),
  );
  await userEvent.click(await screen.findByRole('button', { name: 'More for Receipts' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Delete collection' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Delete with 3 files' }));
  await waitFor(() => expect(asked).toHaveLength(2));
  expect(asked[0]).toMatchObject({ action: 'trash', filter: { collection_id: 'c2', trashed: false } });
  expect(asked[1]).toBe('the collection');
});
