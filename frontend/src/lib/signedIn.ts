/** Whether somebody was signed in on this device when it last heard: then what only they may see can be asked for before the session is known. */
const KEY = 'bowerbird.signed-in';

export function wasSignedIn(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

export function noteSignedIn(is: boolean): void {
  try {
    if (is) localStorage.setItem(KEY, '1');
    else localStorage.removeItem(KEY);
  } catch {
    // Private windows may keep nothing; pages then come a little later.
  }
}
