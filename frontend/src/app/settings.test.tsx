import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '@/api/instance';
import { makeSession } from '@/test/factories';
import { renderApp } from '@/test/renderApp';
import { at, server } from '@/test/server';

const makePerson = (more: Partial<Person> = {}): Person => ({
  id: 'p1',
  name: 'Grace',
  email: 'grace@home.example',
  is_owner: false,
  created_at: '2026-05-03T10:00:00Z',
  claimed_at: '2026-05-03T10:00:00Z',
  disabled_at: null,
  last_used_at: null,
  files: 3,
  bytes: 4000,
  ...more,
});

beforeEach(() => {
  server.use(
    http.get(at('/api-keys'), () => HttpResponse.json({ items: [] })),
    http.get(at('/auth/sessions'), () => HttpResponse.json({ items: [] })),
  );
});

describe('past searches', () => {
  const past = { id: 'h1', query: 'road tax', created_at: '2026-05-03T10:00:00Z' };

  it('are forgotten one by one, and not kept at all', async () => {
    let items = [past, { ...past, id: 'h0', query: '' }];
    let keep = true;
    renderApp('/settings');
    server.use(
      http.get(at('/search/history'), () =>
        HttpResponse.json({ items, next_cursor: null, total: items.length, total_relation: 'eq', keep }),
      ),
      http.delete(at('/search/history/h1'), () => {
        items = [];
        return new HttpResponse(null, { status: 204 });
      }),
      http.put(at('/search/history/settings'), async ({ request }) => {
        ({ keep } = (await request.json()) as { keep: boolean });
        return HttpResponse.json({ keep });
      }),
    );
    await userEvent.click(await screen.findByRole('button', { name: /^Forget “/ }));
    await waitFor(() => expect(screen.queryByText('road tax')).not.toBeInTheDocument());
    await userEvent.click(screen.getByRole('switch', { name: 'Keep my searches' }));
    await waitFor(() => expect(screen.getByRole('switch', { name: 'Keep my searches' })).not.toBeChecked());
  });
});

describe('the instance', () => {
  it('says what is missing for what', async () => {
    renderApp('/settings');
    server.use(
      http.get(at('/capabilities'), () =>
        HttpResponse.json({
          items: [
            { capability: 'text_embedder', available: true, model: 'bge-small', detail: '' },
            { capability: 'visual_embedder', available: false, model: '', detail: 'Pictures are found by their text.' },
          ],
        }),
      ),
    );
    expect(await screen.findByText('Pictures are found by their text.')).toBeVisible();
    expect(screen.getByText('Not installed')).toBeVisible();
  });

  it('lets the owner invite and shut out', async () => {
    const people = [makePerson({ id: 'p0', name: 'Ada', is_owner: true }), makePerson()];
    renderApp('/settings');
    server.use(
      http.get(at('/users'), () => HttpResponse.json({ items: people })),
      http.post(at('/users'), () => HttpResponse.json({ url: 'http://box/welcome#token=t' }, { status: 201 })),
      http.patch(at('/users/p1'), () => {
        people[1] = makePerson({ disabled_at: '2026-05-04T10:00:00Z' });
        return HttpResponse.json(people[1]);
      }),
    );
    await userEvent.type(await screen.findByLabelText('Name of a new person'), 'Linus');
    await userEvent.click(screen.getByRole('button', { name: 'Make a link' }));
    expect(await screen.findByText('http://box/welcome#token=t')).toBeVisible();
    await userEvent.click(await screen.findByRole('button', { name: /^Suspend ?Grace$/ }));
    expect(await screen.findByRole('button', { name: /^Let in again ?Grace$/ })).toBeVisible();
  });

  it('is not for others', async () => {
    renderApp('/settings', {
      session: makeSession({ user: { id: 'u2', email: 'g@h.example', name: 'G', is_owner: false } }),
    });
    await screen.findByRole('heading', { name: 'Settings' });
    expect(screen.queryByRole('heading', { name: 'People' })).not.toBeInTheDocument();
  });
});
