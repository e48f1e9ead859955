import { QueryClient } from '@tanstack/react-query';
import { Problem } from '@/api/problem';

/** A refusal stays a refusal; only what may pass by itself is asked for again. */
function worthRetrying(failures: number, error: Error): boolean {
  if (failures >= 2) return false;
  return !(error instanceof Problem) || error.isOffline || error.status === 503 || error.status === 502;
}

export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        retry: worthRetrying,
        retryDelay: (attempt) => 500 * 2 ** attempt,
        // We notice by ourselves whether the server answers; the browser only knows whether there is a network.
        networkMode: 'always',
        refetchOnWindowFocus: true,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
