import { waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { afterEach, describe, expect, it } from 'vitest';
import { askAhead } from '@/api/ahead';
import { body, client } from '@/api/client';
import { makeAsset } from '@/test/factories';
import { renderApp } from '@/test/renderApp';
import { at, server } from '@/test/server';
import { neededBy } from './ahead';

const photo = makeAsset({ id: 'p', kind: 'image', status: 'processing' });

afterEach(() => server.events.removeAllListeners());

describe('what is asked for ahead of the scripts', () => {
  it.each(['/', '/library', '/assets/p'])('is what the page at %s asks for', async (address) => {
    const asked = new Set<string>();
    server.events.on('request:start', ({ request }) => {
      const { pathname, search } = new URL(request.url);
      asked.add(pathname + search);
    });
    server.use(http.get(at('/assets/p'), () => HttpResponse.json(photo)));
    renderApp(address, { assets: [photo] });
    const needed = neededBy(address, '');
    expect(needed).not.toEqual([]);
    await waitFor(() => expect([...asked]).toEqual(expect.arrayContaining(needed)));
  });

  it('is taken once, and only where it succeeded', async () => {
    const answers = [HttpResponse.json({ total: 1 }), HttpResponse.json({ total: 2 })];
    server.use(http.get(at('/assets/counts'), () => answers.shift() ?? HttpResponse.error()));
    const counts = () => body(client.GET('/api/v1/assets/counts'));
    askAhead('/api/v1/assets/counts');
    expect(await counts()).toMatchObject({ total: 1 });
    expect(await counts()).toMatchObject({ total: 2 });

    answers.push(HttpResponse.json({ code: 'signed_out' }, { status: 401 }), HttpResponse.json({ total: 3 }));
    askAhead('/api/v1/assets/counts');
    expect(await counts()).toMatchObject({ total: 3 });
  });
});
