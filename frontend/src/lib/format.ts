/** Numbers, sizes, times and dates, written for people in their locale. */

import { locale } from './language';
import { formatMonth, monthName } from './months';

/** Each of these is a millisecond or more to make: made when something is first written with it, and not before the first page is drawn. */
function onDemand<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

const whole = onDemand(() => new Intl.NumberFormat(locale));
const oneDigit = onDemand(() => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }));
const day = onDemand(() => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' }));
const longDay = onDemand(() => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' }));
const dayOfWeek = onDemand(() => new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' }));
const dayAndMonth = onDemand(() => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' }));
const weekday = onDemand(() => new Intl.DateTimeFormat(locale, { weekday: 'long' }));
const full = onDemand(
  () =>
    new Intl.DateTimeFormat(locale, {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    }),
);
const clock = onDemand(() => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }));
const relative = onDemand(() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));

/** Intl is not needed where there is nothing to group. */
export const formatCount = (count: number): string =>
  Number.isInteger(count) && Math.abs(count) < 1000 ? String(count) : whole().format(count);
export const formatDay = (date: Date | string): string => day().format(new Date(date));
export const formatLongDay = (date: Date | string): string => longDay().format(new Date(date));
export const formatFull = (date: Date | string): string => full().format(new Date(date));
export const formatClock = (date: Date | string): string => clock().format(new Date(date));

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const sizeFormats = new Map<string, Intl.NumberFormat>();

/** 2_400_000 -> "2.4 MB" (decimal units, as systems show them). */
export function formatSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 1 && value < 100 ? 1 : 0;
  const key = `${unit}/${digits}`;
  let format = sizeFormats.get(key);
  if (!format) {
    const unitDisplay = unit === 0 ? 'long' : 'short';
    format = new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: UNITS[unit],
      unitDisplay,
      maximumFractionDigits: digits,
    });
    sizeFormats.set(key, format);
  }
  return format.format(value);
}

const twoDigits = onDemand(() => new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }));
export const formatDecimal = (value: number, digits: 1 | 2 = 1): string =>
  Number.isInteger(value) ? formatCount(value) : (digits === 1 ? oneDigit : twoDigits)().format(value);

const languages = onDemand(() => new Intl.DisplayNames(locale, { type: 'language' }));

/** "en" -> "English", in the language of the pages. */
export function languageName(tag: string): string {
  try {
    return languages().of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** 134_000 -> "2 minutes, 14 seconds", as a screen reader says it. */
export function formatSpokenTime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [
    [Math.floor(seconds / 3600), 'hour'],
    [Math.floor((seconds % 3600) / 60), 'minute'],
    [seconds % 60, 'second'],
  ] as const;
  const said = parts.filter(([value, unit]) => value > 0 || (unit === 'second' && seconds < 60));
  return said
    .map(([value, unit]) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value))
    .join(', ');
}

/** 134_000 -> "2:14", 3_723_000 -> "1:02:03". */
export function formatTimecode(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const pad = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
}

/** How long something lasts. What is shorter than a second is not nothing. */
export const formatLength = (ms: number): string => formatTimecode(Math.max(1000, ms));

const startOfDay = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
const daysBetween = (earlier: Date, later: Date): number =>
  Math.round((startOfDay(later) - startOfDay(earlier)) / 86_400_000);

/** Worded when it is read: of thousands of days in a library a few are on the screen. */
export interface DayLabel {
  key: string;
  title: string;
  /** Empty where the title says it all. */
  detail: string;
}

/** How the library names a day: "Today" and "Saturday 21 November"; "Tuesday" and "17 November"; "3 May 2024". */
export function dayLabel(date: Date | string, now: Date = new Date()): DayLabel {
  const when = new Date(date);
  return {
    key: `${when.getFullYear()}-${when.getMonth() + 1}-${when.getDate()}`,
    get title() {
      return wordsOfDay(when, now)[0];
    },
    get detail() {
      return wordsOfDay(when, now)[1];
    },
  };
}

function wordsOfDay(when: Date, now: Date): [title: string, detail: string] {
  const ago = daysBetween(when, now);
  const capital = (text: string) => text.charAt(0).toLocaleUpperCase() + text.slice(1);
  if (ago === 0 || ago === 1) return [capital(relative().format(-ago, 'day')), dayOfWeek().format(when)];
  if (ago > 1 && ago < 7) return [weekday().format(when), dayAndMonth().format(when)];
  if (when.getFullYear() === now.getFullYear()) return [dayAndMonth().format(when), weekday().format(when)];
  return [longDay().format(when), ''];
}

/** How the library names a month: "November", of another year "May 2024". */
export function monthLabel(date: Date | string, now: Date = new Date()): DayLabel {
  const when = new Date(date);
  return {
    key: `${when.getFullYear()}-${when.getMonth() + 1}`,
    get title() {
      return when.getFullYear() === now.getFullYear() ? monthName(when) : formatMonth(when);
    },
    detail: '',
  };
}

/** "12 minutes ago", "yesterday", "3 May 2026". */
export function formatAgo(date: Date | string, now: Date = new Date()): string {
  const when = new Date(date);
  const seconds = Math.round((when.getTime() - now.getTime()) / 1000);
  if (Math.abs(seconds) < 60) return relative().format(0, 'minute');
  if (Math.abs(seconds) < 3600) return relative().format(Math.round(seconds / 60), 'minute');
  const days = -daysBetween(when, now);
  if (days === 0) return relative().format(Math.round(seconds / 3600), 'hour');
  if (Math.abs(days) < 7) return relative().format(days, 'day');
  return day().format(when);
}

/** Seconds as "about 3 minutes". */
export function formatDuration(seconds: number): string {
  const unit = seconds < 60 ? 'second' : seconds < 3600 ? 'minute' : 'hour';
  const value = Math.max(1, Math.round(seconds / (unit === 'second' ? 1 : unit === 'minute' ? 60 : 3600)));
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}
