/**
 * Months by their names, in an order that English and German share in every region. The first date that Intl writes is a tenth of a second of a slow
 * processor (V8 looks through the data of every locale), which the first screen of the library does not wait for.
 */
import { language, locale } from './language';

const AUSTRIAN = /^de-(AT|IT)\b/i;

const NAMES = {
  en: 'January February March April May June July August September October November December',
  de: `${AUSTRIAN.test(locale) ? 'Jänner' : 'Januar'} Februar März April Mai Juni Juli August September Oktober November Dezember`,
};
const SHORT = {
  en: 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec',
  de: `${AUSTRIAN.test(locale) ? 'Jän.' : 'Jan.'} Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.`,
};
const names = NAMES[language].split(' ');
const short = SHORT[language].split(' ');

/** "September" */
export const monthName = (date: Date): string => names[date.getMonth()] ?? '';
/** "September 2024" */
export const formatMonth = (date: Date): string => `${monthName(date)} ${date.getFullYear()}`;
/** "Sep 2024" */
export const formatShortMonth = (date: Date): string => `${short[date.getMonth()] ?? ''} ${date.getFullYear()}`;
