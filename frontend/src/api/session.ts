import { queryOptions } from '@tanstack/react-query';
import { noteSignedIn } from '@/lib/signedIn';
import { body, client, setCsrfToken } from './client';
import type { ApiKey, NewApiKey, SessionState, SignInSession } from './types';

function remember(state: SessionState): SessionState {
  setCsrfToken(state.csrf_token ?? null);
  noteSignedIn(state.user !== null);
  return state;
}

export const sessionOptions = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => remember(await body(client.GET('/api/v1/auth/session', { signal }))),
  staleTime: 5 * 60_000,
});

export const signIn = async (credentials: { email: string; password: string }): Promise<SessionState> =>
  remember(await body(client.POST('/api/v1/auth/sign-in', { body: credentials })));

export const claimOwner = async (claim: {
  token: string;
  email: string;
  password: string;
  name: string;
}): Promise<SessionState> => remember(await body(client.POST('/api/v1/auth/claim', { body: claim })));

export async function signOut(): Promise<void> {
  await client.POST('/api/v1/auth/sign-out');
  setCsrfToken(null);
}

export const signInSessionsOptions = queryOptions({
  queryKey: ['session', 'all'],
  queryFn: async ({ signal }): Promise<SignInSession[]> =>
    (await body(client.GET('/api/v1/auth/sessions', { signal }))).items,
});

export async function endSession(id: string): Promise<void> {
  await client.DELETE('/api/v1/auth/sessions/{session_id}', { params: { path: { session_id: id } } });
}

export const apiKeysOptions = queryOptions({
  queryKey: ['api-keys'],
  queryFn: async ({ signal }): Promise<ApiKey[]> => (await body(client.GET('/api/v1/api-keys', { signal }))).items,
});

export const createApiKey = (name: string): Promise<NewApiKey> =>
  body(client.POST('/api/v1/api-keys', { body: { name } }));

export async function revokeApiKey(id: string): Promise<void> {
  await client.DELETE('/api/v1/api-keys/{key_id}', { params: { path: { key_id: id } } });
}

/** All other browsers are signed out by it. */
export async function changePassword(current: string, password: string): Promise<void> {
  await client.POST('/api/v1/auth/password', { body: { current, password } });
}
