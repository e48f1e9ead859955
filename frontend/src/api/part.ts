/** Loading the parts of the page that come later, when the server may be away or newer than the page. */
import { messages } from '@/lib/messages';
import { noteUnreachable } from './connection';
import { Problem } from './problem';

const KEY = 'bowerbird.reloaded';
const ONCE_A_MINUTE = 60_000;

async function serverAnswers(): Promise<boolean> {
  try {
    return (await fetch('/health/live', { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}

/**
 * A part that cannot be got is one of two things. The server is away: said as such, and kept to the part, because loading the page anew would lose it too.
 * Or an update took the file away: then the page is loaded anew, once a minute at most.
 */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!(await serverAnswers())) {
      noteUnreachable();
      throw new Problem(0, 'offline', messages.errors.offline);
    }
    if (Date.now() - Number(sessionStorage.getItem(KEY) ?? 0) > ONCE_A_MINUTE) {
      sessionStorage.setItem(KEY, String(Date.now()));
      window.location.reload();
      return new Promise<T>(() => {});
    }
    throw error;
  }
}
