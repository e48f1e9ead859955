/** The one way to the server: the generated client, with the CSRF header on writes and every failure as a Problem. */
import createClient from 'openapi-fetch';
import type { Middleware } from 'openapi-fetch';
import { messages } from '@/lib/messages';
import { takeAhead } from './ahead';
import { noteAnswered, noteUnreachable } from './connection';
import type { paths } from './generated/schema';
import { Problem, problemFrom } from './problem';

let csrfToken: string | null = null;
let onSignedOut: () => void = () => {};

export const getCsrfToken = (): string | null => csrfToken;

export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** Called when a request says that the session is over. */
export function setSignedOutListener(listener: () => void): void {
  onSignedOut = listener;
}

export function noteSignedOut(): void {
  onSignedOut();
}

const TIMEOUT_MS = 30_000;
/** A picture is read before files like it are looked for. */
const SLOW = { path: '/api/v1/search/by-image', timeoutMs: 120_000 };
const timeoutOf = ({ url }: Request): number => (new URL(url).pathname === SLOW.path ? SLOW.timeoutMs : TIMEOUT_MS);

const session: Middleware = {
  onRequest({ request }) {
    if (request.method !== 'GET' && csrfToken) request.headers.set('X-CSRF-Token', csrfToken);
    return request;
  },
  async onResponse({ response, schemaPath }) {
    noteAnswered();
    if (response.ok) return undefined;
    const problem = problemFrom(response.status, await response.text(), (name) => response.headers.get(name));
    if (problem.status === 401 && !schemaPath.includes('/auth/')) onSignedOut();
    throw problem;
  },
  onError({ error }) {
    if (error instanceof Problem) return error;
    if (error instanceof DOMException && error.name === 'AbortError') return error;
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      return new Problem(0, 'timeout', messages.errors.timeout);
    }
    noteUnreachable();
    return new Problem(0, 'offline', messages.errors.offline);
  },
};

export const client = createClient<paths>({
  baseUrl: typeof location === 'undefined' ? '' : location.origin,
  credentials: 'same-origin',
  headers: { Accept: 'application/json' },
  fetch: async (request) =>
    (await takeAhead(request)) ??
    fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(timeoutOf(request))]) }),
});
client.use(session);

/** The body of an answer that succeeded; failures have been thrown already. */
export async function body<T>(answer: Promise<{ data?: T }>): Promise<T> {
  const { data } = await answer;
  return data as T;
}
