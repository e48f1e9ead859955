import { formatCount } from '../format';

/** "1 file", "1,204 files". English and German know two forms; a language that has more gets a catalogue with Intl.PluralRules. */
export const plural = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
