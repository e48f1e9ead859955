/** Wörter, die in mehreren Sätzen gezählt werden. */
import { plural } from '../plural';

export const files = (count: number) => plural(count, 'Datei', 'Dateien');

export type Unit = 'page' | 'slide' | 'sheet' | 'chapter';
export const UNITS: Record<Unit, [one: string, many: string]> = {
  page: ['Seite', 'Seiten'],
  slide: ['Folie', 'Folien'],
  sheet: ['Tabelle', 'Tabellen'],
  chapter: ['Kapitel', 'Kapitel'],
};
export const pages = (count: number, unit: Unit = 'page') => plural(count, ...UNITS[unit]);

export const is = (count: number) => (count === 1 ? 'ist' : 'sind');
