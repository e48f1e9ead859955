import { describe, expect, it } from 'vitest';
import { dayLabel, formatAgo, formatCount, formatLength, formatSize, formatTimecode } from './format';

describe('formatSize', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1_500, '2 kB'],
    [2_400_000, '2.4 MB'],
    [999_600, '1 MB'],
    [312_000_000, '312 MB'],
    [2_147_483_648, '2.1 GB'],
  ])('%i', (bytes, text) => expect(formatSize(bytes)).toBe(text));
});

describe('formatTimecode', () => {
  it.each([
    [0, '0:00'],
    [134_900, '2:14'],
    [3_723_000, '1:02:03'],
  ])('%i', (ms, text) => expect(formatTimecode(ms)).toBe(text));
});

describe('formatLength', () => {
  it('says that something is there where it is shorter than a second', () => {
    expect(formatLength(400)).toBe('0:01');
    expect(formatLength(134_900)).toBe('2:14');
  });
});

describe('formatCount', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [0.5, '0.5'],
  ])('%d', (count, text) => expect(formatCount(count)).toBe(text));
});

describe('dates', () => {
  const now = new Date(2026, 10, 21, 12, 0);
  it('names days as people do', () => {
    expect(dayLabel(new Date(2026, 10, 21, 1), now)).toMatchObject({ title: 'Today', detail: 'Saturday, November 21' });
    expect(dayLabel(new Date(2026, 10, 20, 23), now).title).toBe('Yesterday');
    expect(dayLabel(new Date(2026, 10, 17), now)).toMatchObject({ title: 'Tuesday', detail: 'November 17' });
    expect(dayLabel(new Date(2024, 4, 3), now)).toMatchObject({ title: 'May 3, 2024', detail: '' });
  });

  it('says how long ago something was', () => {
    expect(formatAgo(new Date(2026, 10, 21, 11, 48), now)).toBe('12 minutes ago');
    expect(formatAgo(new Date(2026, 10, 20, 23, 0), now)).toBe('yesterday');
    expect(formatAgo(new Date(2026, 0, 2), now)).toBe('Jan 2, 2026');
  });
});
