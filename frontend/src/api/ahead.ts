/** Answers that were asked for before the rest of the scripts ran (app/ahead.ts), by their address. */
const asked = new Map<string, Promise<Response>>();

export function askAhead(address: string): void {
  const answer = fetch(location.origin + address, { headers: { Accept: 'application/json' } });
  // Who takes it hears of it.
  answer.catch(() => {});
  asked.set(address, answer);
}

/** Later than this after the page was opened an answer is too old. */
const FRESH_MS = 20_000;

/** Each is taken once, and only a good one: the person may have signed in meanwhile. */
export async function takeAhead({ method, url }: Request): Promise<Response | null> {
  const { pathname, search } = new URL(url);
  const answer = asked.get(pathname + search);
  if (!answer || method !== 'GET') return null;
  asked.delete(pathname + search);
  const response = await answer.catch(() => null);
  return response?.ok && performance.now() < FRESH_MS ? response : null;
}
