import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { makeAsset } from '@/test/factories';
import { renderApp } from '@/test/renderApp';
import { at, server } from '@/test/server';

const photo = makeAsset({ id: 'p', kind: 'image', name: 'Dunes.jpg', thumbnail_url: '/dunes.webp' });
const heading = () => screen.queryByRole('heading', { name: 'What are you looking for?' });

describe('what comes soon', () => {
  it('is there when the page is first drawn, with its pictures under way', async () => {
    renderApp('/', { assets: [photo] });
    await waitFor(() => expect(heading()).toBeInTheDocument());
    expect(screen.getByRole('img', { name: 'Dunes.jpg' })).toHaveAttribute('loading', 'eager');
    expect(document.head.querySelector('link[rel="preload"][href="/dunes.webp"]')).toHaveAttribute('as', 'image');
  });

  it('is, of a document, the picture of the page that is opened', async () => {
    const paper = makeAsset({ id: 'd', kind: 'document', mime_type: 'application/pdf', page_count: 3 });
    server.use(http.get(at('/assets/d'), () => HttpResponse.json(paper)));
    renderApp('/assets/d?page=2');
    const link = () => document.head.querySelector('link[rel="preload"][href^="/api/v1/assets/d/pages/2?width="]');
    await waitFor(() => expect(link()).toHaveAttribute('fetchpriority', 'high'));
  });

  it('does not hold the page up where it does not', async () => {
    renderApp('/');
    server.use(http.get(at('/assets'), () => new Promise<never>(() => {})));
    await waitFor(() => expect(heading()).toBeInTheDocument());
  });
});
