import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { makeAnswer, makeAsset } from '@/test/factories';
import { renderApp } from '@/test/renderApp';
import { at, server } from '@/test/server';

describe('suggestions in the box', () => {
  it('come while one types and are chosen by keyboard', async () => {
    const { router } = renderApp('/library', { assets: [makeAsset()] });
    server.use(
      http.post(at('/search'), () => HttpResponse.json(makeAnswer([]))),
      http.get(at('/search/suggestions'), () =>
        HttpResponse.json({
          items: [
            { kind: 'past', text: 'road tax', insert: 'road tax' },
            { kind: 'tag', text: 'roads', insert: 'tag:roads' },
          ],
        }),
      ),
    );
    const box = await screen.findByRole('combobox', { name: 'Search everything' });
    await userEvent.type(box, 'roa');
    expect(await screen.findAllByRole('option')).toHaveLength(2);
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    expect(screen.getByRole('option', { name: 'roads' })).toHaveAttribute('aria-selected', 'true');
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(router.state.location.search).toEqual({ q: 'tag:roads' }));
    expect(screen.queryByRole('option')).not.toBeInTheDocument();
  });
});
