import { screen, waitFor } from '@testing-library/react';
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
