/** The language of the pages: chosen in the settings, else the browser's, else English. It is settled before the first paint; a change loads the page anew. */

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;

const KEY = 'bowerbird.language';

const isLanguage = (value: unknown): value is Language => typeof value === 'string' && Object.hasOwn(LANGUAGES, value);

const preferred = (): readonly string[] => (typeof navigator === 'undefined' ? [] : navigator.languages);

function chosen(): Language | null {
  try {
    const value = localStorage.getItem(KEY);
    return isLanguage(value) ? value : null;
  } catch {
    return null;
  }
}

const baseOf = (tag: string): string => tag.split('-')[0]?.toLowerCase() ?? '';

export const languageChoice: Language | 'system' = chosen() ?? 'system';

export const language: Language = chosen() ?? preferred().map(baseOf).find(isLanguage) ?? 'en';

/** For Intl: the region the browser names for the language (de-AT, en-GB), or the language alone. */
export const locale: string = preferred().find((tag) => baseOf(tag) === language) ?? language;

export function setLanguage(next: Language | 'system'): void {
  try {
    if (next === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    // Without storage there is nothing that a reload could find.
  }
  window.location.reload();
}

if (typeof document !== 'undefined') document.documentElement.lang = language;
