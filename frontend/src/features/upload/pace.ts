/** How fast files are sent, and how long the rest will take. Small files cost a round trip each and large ones their bytes, so each is reckoned by what its like took. */
import type { Upload } from './upload';

const MIB = 1024 * 1024;
/** Below this a file's bytes do not matter. */
const SMALL = MIB;
/** Speed is told over about this long: of everything, and of one file. */
const WINDOW_MS = 8000;
const ONE_WINDOW_MS = 4000;
/** Weight of what came last. */
const LATEST = 0.2;

export class Pace {
  #secondsEach: number | null = null;
  #bytesPerSecond: number | null = null;
  #seen: { at: number; bytes: number }[] = [];

  constructor(private readonly parallel: number) {}

  /** A file has been sent, in this time. */
  finished(size: number, seconds: number): void {
    if (size > SMALL) return;
    const each = seconds / this.parallel;
    this.#secondsEach = this.#secondsEach === null ? each : this.#secondsEach + LATEST * (each - this.#secondsEach);
  }

  /** So many bytes more of a file have been sent. */
  moved(size: number, bytes: number): void {
    if (size <= SMALL) return;
    const at = performance.now();
    this.#seen = [...this.#seen.filter((each) => at - each.at < WINDOW_MS), { at, bytes }];
    const seconds = (at - (this.#seen[0]?.at ?? at)) / 1000;
    if (seconds > 0.5) this.#bytesPerSecond = this.#seen.slice(1).reduce((sum, each) => sum + each.bytes, 0) / seconds;
  }

  /** Seconds; null where nothing like what is left has been sent yet. */
  left(uploads: readonly Upload[]): number | null {
    let small = 0;
    let large = 0;
    for (const { state, size, sent } of uploads) {
      if (state !== 'waiting' && state !== 'checking' && state !== 'sending') continue;
      if (size <= SMALL) small += 1;
      else large += size - sent;
    }
    const forSmall = small === 0 ? 0 : this.#secondsEach && small * this.#secondsEach;
    const forLarge = large === 0 ? 0 : this.#bytesPerSecond && large / this.#bytesPerSecond;
    if (forSmall === null || forLarge === null || small + large === 0) return null;
    return forSmall + forLarge;
  }
}

/** Bytes a second of one file over the last seconds. */
export function makeSpeedometer(): (sent: number) => number {
  let seen: { at: number; sent: number }[] = [];
  return (sent) => {
    const at = performance.now();
    seen = [...seen.filter((each) => at - each.at < ONE_WINDOW_MS), { at, sent }];
    const [first] = seen;
    const seconds = first ? (at - first.at) / 1000 : 0;
    return first && seconds > 0.4 ? Math.max(0, (sent - first.sent) / seconds) : 0;
  };
}
