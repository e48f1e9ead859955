import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { makeAnswer, makeAsset, makeHit } from '@/test/factories';
import { renderApp } from '@/test/renderApp';
import { at, server } from '@/test/server';

const empty = { items: [], next_cursor: null, total: 0, total_relation: 'eq' };
const photo = {
  ...makeAsset({ id: 'p', name: 'Harbour.jpg', kind: 'image', details: { gps: { latitude: 53.5, longitude: 9.9 } } }),
  place: 'Hamburg, Germany',
  colours: ['blue', 'grey'],
  tags: [{ id: 't', name: 'holidays' }],
  collections: [{ id: 'c', name: 'The north' }],
};

const open = (address = '/assets/p') => {
  renderApp(address);
  server.use(
    http.get(at('/assets/p'), () => HttpResponse.json(photo)),
    http.get(at('/assets/p/segments'), () => HttpResponse.json(empty)),
    http.get(at('/assets/p/contents'), () => HttpResponse.json({ ...empty, contained_in: [] })),
    http.get(at('/assets/p/similar'), ({ request }) => {
      const by = new URL(request.url).searchParams.get('by');
      const asset = makeAsset({ id: by ?? '', name: `${by}.jpg`, kind: 'image' });
      const tier = by === 'duplicate' ? 'near' : null;
      return HttpResponse.json({
        items: [{ asset, score: 1, strength: 'strong', segment_id: null, tier, distance: 3 }],
        degraded: [],
      });
    }),
  );
};

describe('a picture in the viewer', () => {
  it('says where it is from, what it belongs to, and what is like it', async () => {
    open();
    const panel = await screen.findByRole('complementary', { name: 'Details' });
    expect(await within(panel).findByRole('link', { name: 'Hamburg, Germany' })).toBeVisible();
    expect(within(panel).getByText('blue, grey')).toBeVisible();
    expect(within(panel).getByRole('link', { name: 'holidays' })).toHaveAttribute('href', '/library?tag=holidays');
    expect(within(panel).getByRole('link', { name: 'The north' })).toBeVisible();
    expect(await within(panel).findByText(/^Another version/)).toBeVisible();
    expect(await within(panel).findByTitle('picture.jpg')).toBeVisible();
  });

  it('gives the focus back to its tile when it is closed', async () => {
    open('/?q=harbour');
    const hit = makeHit({ asset: photo, moments: [] });
    server.use(http.post(at('/search'), () => HttpResponse.json(makeAnswer([hit]))));
    await userEvent.click(await screen.findByRole('link', { name: 'Harbour.jpg' }));
    await screen.findByRole('complementary', { name: 'Details' });
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.getByRole('link', { name: 'Harbour.jpg' })).toHaveFocus());
  });

  it('gets another name', async () => {
    open();
    server.use(
      http.patch(at('/assets/p'), async ({ request }) =>
        HttpResponse.json({ ...photo, ...((await request.json()) as { name: string }) }),
      ),
    );
    await userEvent.click(await screen.findByRole('button', { name: 'More' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Rename' }));
    const field = await screen.findByLabelText('Name of the file');
    await userEvent.clear(field);
    await userEvent.type(field, 'Port.jpg{Enter}');
    expect(await screen.findByRole('heading', { name: 'Port.jpg' })).toBeVisible();
  });
});

describe('shortcuts', () => {
  it('are shown by a question mark', async () => {
    open();
    await screen.findByRole('heading', { name: 'Harbour.jpg' });
    await userEvent.keyboard('?');
    const sheet = await screen.findByRole('dialog', { name: 'Shortcuts' });
    expect(within(sheet).getByText('Go to the search box')).toBeVisible();
    await userEvent.click(within(sheet).getByRole('button', { name: 'Dismiss' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });
});

describe('a file that no viewer shows', () => {
  const show = (asset: Parameters<typeof makeAsset>[0]) => {
    open();
    const file = {
      ...photo,
      ...makeAsset({ id: 'p', kind: 'other', mime_type: 'application/octet-stream', ...asset }),
    };
    server.use(http.get(at('/assets/p'), () => HttpResponse.json(file)));
  };

  it.each([
    ['is kept', {}, 'This kind of file is kept, but not read'],
    ['is an archive, whose names are read', { mime_type: 'application/zip' }, 'An archive'],
  ])('%s', async (_, asset, title) => {
    show(asset);
    expect(await screen.findByRole('heading', { name: title })).toBeVisible();
  });

  it('says what went wrong, and nothing of its kind', async () => {
    show({ status: 'failed', error: { code: 'empty', detail: 'This file is empty: it has no bytes.' } });
    expect(await screen.findByText('This file is empty: it has no bytes.')).toBeVisible();
    expect(screen.queryByText(/kept, but not read/)).not.toBeInTheDocument();
  });
});
