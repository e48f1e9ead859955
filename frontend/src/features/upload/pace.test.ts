import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Pace } from './pace';
import type { Upload } from './upload';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const MIB = 1024 * 1024;
const waiting = (count: number, size: number) =>
  Array.from({ length: count }, () => ({ state: 'waiting', size, sent: 0 }) as Upload);

it('reckons small files by their number and large ones by their bytes', () => {
  const pace = new Pace(3);
  expect(pace.left(waiting(10, 2000))).toBeNull();
  for (let file = 0; file < 30; file++) pace.finished(2000, 0.3);
  expect(pace.left(waiting(1000, 2000))).toBeCloseTo(100);
  // A film behind a thousand notes: nothing is said before something large was sent.
  expect(pace.left([...waiting(1000, 2000), ...waiting(1, 900 * MIB)])).toBeNull();
  for (let second = 0; second < 5; second++) {
    pace.moved(900 * MIB, 9 * MIB);
    vi.advanceTimersByTime(1000);
  }
  expect(pace.left([...waiting(1000, 2000), ...waiting(1, 900 * MIB)])).toBeCloseTo(200);
});
