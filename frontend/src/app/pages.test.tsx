import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { makeAnswer, makeAsset, makeHit, makeMoment, makeSession } from '@/test/factories';
import { renderApp } from '@/test/renderApp';
import { at, server } from '@/test/server';

describe('sign-in', () => {
  const stranger = makeSession({ user: null, csrf_token: null });

  it('is where a stranger is led, and leads on to what was asked for', async () => {
    server.use(http.post(at('/auth/sign-in'), () => HttpResponse.json(makeSession())));
    const { router } = renderApp('/library?kind=image', { session: stranger });
    await screen.findByRole('heading', { name: 'Welcome back' });
    await userEvent.type(screen.getByLabelText('Email'), 'owner@home.example');
    await userEvent.type(screen.getByLabelText('Password'), 'a sentence is easy');
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(router.state.location.href).toBe('/library?kind=image'));
  });

  it('says what is missing, and what the server refuses', async () => {
    server.use(
      http.post(at('/auth/sign-in'), () =>
        HttpResponse.json({ code: 'too_many_requests', detail: '' }, { status: 429, headers: { 'Retry-After': '40' } }),
      ),
    );
    renderApp('/', { session: stranger });
    await userEvent.click(await screen.findByRole('button', { name: 'Sign in' }));
    expect(screen.getByText('Enter your email.')).toBeVisible();
    await userEvent.type(screen.getByLabelText('Email'), 'a@b');
    await userEvent.type(screen.getByLabelText('Password'), 'x');
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByText('Too many tries. Try again in 40 seconds.')).toBeVisible();
  });

  it('does not lead to another host', async () => {
    server.use(http.post(at('/auth/sign-in'), () => HttpResponse.json(makeSession())));
    const { router } = renderApp('/sign-in?to=//elsewhere.example', { session: stranger });
    await userEvent.type(await screen.findByLabelText('Email'), 'owner@home.example');
    await userEvent.type(screen.getByLabelText('Password'), 'a sentence is easy');
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(router.state.location.href).toBe('/'));
  });
});

describe('first run', () => {
  it('takes the link that was opened last', async () => {
    const tokens: unknown[] = [];
    server.use(
      http.post(at('/auth/claim'), async ({ request }) => {
        tokens.push(((await request.json()) as { token: string }).token);
        return HttpResponse.json({ code: 'link_unknown', detail: 'This link is not known here.' }, { status: 404 });
      }),
    );
    const session = makeSession({ user: null, csrf_token: null, setup_needed: true });
    const { router } = renderApp('/welcome#token=cut', { session });
    const claim = async () => {
      await userEvent.type(await screen.findByLabelText('Email'), 'owner@home.example');
      await userEvent.type(screen.getByLabelText('Password'), 'ten chars!');
      await userEvent.click(screen.getByRole('button', { name: 'Create the owner' }));
      expect(await screen.findByText('This link is not known here.')).toBeVisible();
    };
    await claim();
    await act(() => router.navigate({ to: '/welcome', hash: 'token=whole' }));
    expect(screen.queryByText('This link is not known here.')).not.toBeInTheDocument();
    await claim();
    expect(tokens).toEqual(['cut', 'whole']);
  });

  it('leads from the new account to the first files, and with the sample library to the search', async () => {
    server.use(
      http.post(at('/auth/claim'), () => HttpResponse.json(makeSession())),
      http.post(at('/sample-library'), () =>
        HttpResponse.json({ collection_id: 'c1', name: 'Sample library', files: 45, added: 45 }, { status: 201 }),
      ),
    );
    const session = makeSession({ user: null, csrf_token: null, setup_needed: true });
    const { router } = renderApp('/welcome#token=whole', { session });
    await userEvent.type(await screen.findByLabelText('Email'), 'owner@home.example');
    await userEvent.type(screen.getByLabelText('Password'), 'ten chars!');
    await userEvent.click(screen.getByRole('button', { name: 'Create the owner' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Add the sample library' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/'));
    expect(screen.getAllByText('45 files of the sample library are being read')[0]).toBeVisible();
  });
});

describe('search', () => {
  it('shows strong matches with their passage and folds weaker ones', async () => {
    const weak = makeHit({ asset: makeAsset({ id: 'a2', name: 'Other.pdf' }), strength: 'weak' });
    server.use(http.post(at('/search'), () => HttpResponse.json(makeAnswer([makeHit(), weak]))));
    renderApp('/?q=road+tax');
    const strong = await screen.findByRole('list', { name: 'Strong matches' });
    expect(within(strong).getByText('road tax').tagName).toBe('MARK');
    expect(within(strong).getByText(/Written on page 7 of 12/)).toBeVisible();
    const link = within(strong).getByRole('link', { name: 'Letter.pdf' });
    expect(link).toHaveAttribute('href', expect.stringMatching(/\/assets\/a1\?page=7&segment=s1&q=road/));
    expect(screen.getByText('1 weaker match').closest('details')).not.toHaveAttribute('open');
  });

  it('plays a recording from where it matched, without leaving the results', async () => {
    const locator = { ...makeMoment().locator, page: null, start_ms: 12_000, end_ms: 16_000 };
    const asset = makeAsset({ kind: 'audio', name: 'Pier.wav', waveform_url: '/w', duration_ms: 42_000 });
    const hit = makeHit({ asset, moments: [makeMoment({ source: 'speech', locator })] });
    server.use(
      http.post(at('/search'), () => HttpResponse.json(makeAnswer([hit]))),
      http.get('*/w', () => HttpResponse.json([10, 200, 10])),
    );
    renderApp('/?q=road+tax');
    await userEvent.click(await screen.findByRole('button', { name: 'Play from 0:12' }));
    const audio = document.querySelector('audio');
    expect(audio).toHaveAttribute('src', expect.stringMatching(/assets\/a1\/original#t=12$/));
    fireEvent.play(audio as HTMLAudioElement);
    expect(screen.getByRole('button', { name: 'Pause' })).toBeVisible();
    expect(screen.getByRole('list', { name: 'Strong matches' })).toBeVisible();
  });

  it('says that nothing matches, and what to try', async () => {
    server.use(http.post(at('/search'), () => HttpResponse.json(makeAnswer([]))));
    renderApp('/?q=%22winter+tyres%22');
    await screen.findByRole('heading', { name: 'Nothing matches' });
    expect(screen.getByRole('link', { name: /Without the quotes: winter tyres/ })).toBeVisible();
  });

  it('keeps the query when the server fails, and asks again', async () => {
    let fail = true;
    server.use(
      http.post(at('/search'), () =>
        fail
          ? HttpResponse.json({ code: 'internal', detail: 'It broke.', request_id: 'r9' }, { status: 500 })
          : HttpResponse.json(makeAnswer([makeHit()])),
      ),
    );
    renderApp('/?q=road');
    expect(await screen.findByText(/It broke\./)).toBeVisible();
    expect(screen.getByText('Request r9')).toBeVisible();
    fail = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('link', { name: 'Letter.pdf' })).toBeVisible();
    expect(screen.getByRole('combobox', { name: 'Search everything' })).toHaveValue('road');
  });

  it('puts query and kind into the address, pages on, and goes back', async () => {
    const bodies: unknown[] = [];
    server.use(
      http.post(at('/search'), async ({ request }) => {
        const body = (await request.json()) as { cursor: string | null };
        bodies.push(body);
        const second = makeHit({
          asset: makeAsset({ id: 'a9', name: 'Second.pdf' }),
          moments: [makeMoment({ segment_id: 's9' })],
        });
        return HttpResponse.json(body.cursor ? makeAnswer([second]) : makeAnswer([makeHit()], { next_cursor: 'c1' }));
      }),
    );
    const { router } = renderApp('/', { assets: [makeAsset()] });
    await userEvent.type(await screen.findByRole('combobox', { name: 'Search everything' }), 'tax{Enter}');
    await waitFor(() => expect(router.state.location.search).toEqual({ q: 'tax' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Show more' }));
    expect(await screen.findByRole('link', { name: 'Second.pdf' })).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: /Documents/ }));
    await waitFor(() => expect(router.state.location.search).toEqual({ q: 'tax', kind: 'document' }));
    expect(bodies.at(-1)).toMatchObject({ query: 'tax', filters: { kinds: ['document'] }, cursor: null });
    router.history.back();
    await waitFor(() => expect(router.state.location.search).toEqual({ q: 'tax' }));
  });
});

describe('settings', () => {
  it('shows a new key once and revokes it after asking', async () => {
    const key = {
      id: 'k1',
      name: 'Scanner',
      prefix: 'bb_abcd',
      created_at: '2026-05-03T10:00:00Z',
      last_used_at: null,
    };
    let keys: (typeof key)[] = [];
    let csrf: string | null = null;
    server.use(
      http.get(at('/api-keys'), () => HttpResponse.json({ items: keys })),
      http.get(at('/auth/sessions'), () => HttpResponse.json({ items: [] })),
      http.post(at('/api-keys'), ({ request }) => {
        csrf = request.headers.get('X-CSRF-Token');
        keys = [key];
        return HttpResponse.json({ ...key, key: 'bb_abcd_secret' }, { status: 201 });
      }),
      http.delete(at('/api-keys/k1'), () => {
        keys = [];
        return new HttpResponse(null, { status: 204 });
      }),
    );
    renderApp('/settings');
    await userEvent.type(await screen.findByLabelText('What is it for?'), 'Scanner');
    await userEvent.click(screen.getByRole('button', { name: 'Create a key' }));
    expect(await screen.findByText('bb_abcd_secret')).toBeVisible();
    expect(csrf).toBe('csrf');
    await userEvent.click(await screen.findByRole('button', { name: 'Revoke Scanner' }));
    await userEvent.click(within(screen.getByRole('alertdialog')).getByRole('button', { name: 'Revoke' }));
    expect(await screen.findByText('No keys yet')).toBeVisible();
    expect(screen.queryByText('bb_abcd_secret')).not.toBeInTheDocument();
  });
});

describe('the server is away', () => {
  it('says so and loads when it is back', async () => {
    renderApp('/sign-in');
    server.use(
      http.get(at('/auth/session'), () =>
        HttpResponse.json({ code: 'internal', detail: 'Starting up.' }, { status: 500 }),
      ),
    );
    expect(await screen.findByText('Starting up.')).toBeVisible();
    server.use(http.get(at('/auth/session'), () => HttpResponse.json(makeSession({ user: null }))));
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: 'Welcome back' })).toBeVisible();
  });
});
