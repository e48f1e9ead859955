import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { makeAnswer, makeAsset, makeHit, makeMoment } from '@/test/factories';
import { renderApp } from '@/test/renderApp';
import { at, server } from '@/test/server';

describe('a search without words', () => {
  it('finds files like a picture that is pasted into the box', async () => {
    let sent = '';
    const { router } = renderApp('/', { assets: [makeAsset()] });
    server.use(
      http.post(at('/search/by-image'), ({ request }) => {
        sent = request.headers.get('Content-Type') ?? '';
        const asset = makeAsset({ id: 'p2', name: 'Bridge.jpg', kind: 'image' });
        return HttpResponse.json({
          items: [{ asset, score: 1, strength: 'strong', segment_id: null, tier: 'near', distance: 3 }],
          degraded: ['visual'],
          hints: [{ code: 'no_visual_model', text: '', detail: 'Only copies are found.' }],
          words: '',
        });
      }),
    );
    const picture = new File(['x'], 'a.png', { type: 'image/png' });
    const box = await screen.findByRole('combobox', { name: 'Search everything' });
    fireEvent.paste(box, { clipboardData: { files: [picture] } });
    const found = await screen.findByRole('list', { name: 'Files like this picture' });
    expect(within(found).getByRole('link', { name: 'Bridge.jpg' })).toBeVisible();
    expect(within(found).getByText('Another version')).toBeVisible();
    expect(screen.getByText('Only copies are found.')).toBeVisible();
    expect(sent).toMatch(/^multipart\/form-data/);
    expect(router.state.location.search).toHaveProperty('picture');
  });

  it('says so when the picture is gone', async () => {
    renderApp('/?picture=unknown');
    expect(await screen.findByText('The picture is not here any more')).toBeVisible();
  });

  it('finds passages like one', async () => {
    const asked: unknown[] = [];
    renderApp('/?like=s9');
    server.use(
      http.post(at('/search'), async ({ request }) => {
        asked.push(await request.json());
        return HttpResponse.json(makeAnswer([makeHit({ moments: [makeMoment()] })]));
      }),
    );
    expect(await screen.findByRole('link', { name: 'Letter.pdf' })).toBeVisible();
    await waitFor(() => expect(asked[0]).toMatchObject({ segment_id: 's9' }));
    expect(screen.getByRole('heading', { name: 'Passages like this one' })).toBeVisible();
  });
});
