/** Answers that were asked for before the rest of the scripts ran (app/ahead.ts), by their address. */
const asked = new Map<string, { answer: Promise<Response>; since: number }>();

export function askAhead(address: string): void {
  const answer = fetch(location.origin + address, { headers: { Accept: 'application/json' } });
  // Who takes it hears of it.
  answer.catch(() => {});
  asked.set(address, { answer, since: performance.now() });
}

/** An answer that nobody took for longer than this is too old. */
const FRESH_MS = 20_000;

/** Each is taken once, and only a good one: the person may have signed in meanwhile. */
export async function takeAhead({ method, url }: Request): Promise<Response | null> {
  const { pathname, search } = new URL(url);
  const ahead = asked.get(pathname + search);
  if (!ahead || method !== 'GET') return null;
  asked.delete(pathname + search);
  if (performance.now() - ahead.since > FRESH_MS) return null;
  const response = await ahead.answer.catch(() => null);
  return response?.ok ? response : null;
}
