/** Words that are counted in several sentences. */
import { plural } from '../plural';

export const files = (count: number) => plural(count, 'file', 'files');
export const pages = (count: number, unit: 'page' | 'slide' | 'sheet' | 'chapter' = 'page') =>
  plural(count, unit, `${unit}s`);
