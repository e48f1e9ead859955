import { afterEach, describe, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** Other regions shorten two or three names in another way. */
const IN_SHORT = ['en', 'en-US', 'de', 'de-DE', 'de-CH'];

describe('months', () => {
  it.each(['en', 'en-US', 'en-GB', 'en-AU', 'en-IN', 'de', 'de-DE', 'de-AT', 'de-CH', 'de-IT'])(
    'have the names that Intl gives them in %s',
    async (locale) => {
      vi.stubGlobal('navigator', { ...navigator, languages: [locale] });
      vi.resetModules();
      const { formatMonth, formatShortMonth, monthName } = await import('./months');
      const alone = new Intl.DateTimeFormat(locale, { month: 'long' });
      const withYear = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' });
      const short = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric' });
      for (let month = 0; month < 12; month++) {
        const date = new Date(2024, month, 15);
        expect(monthName(date)).toBe(alone.format(date));
        expect(formatMonth(date)).toBe(withYear.format(date));
        if (IN_SHORT.includes(locale)) expect(formatShortMonth(date)).toBe(short.format(date));
      }
    },
  );
});
