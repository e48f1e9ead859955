/** What the numbered parts of a document are: pages, or slides, sheets, chapters. */
import type { Asset } from '@/api/types';

export type PageUnit = 'page' | 'slide' | 'sheet' | 'chapter';

export function pageUnit(asset: Pick<Asset, 'details'>): PageUnit {
  const { page_unit: unit } = asset.details;
  return unit === 'slide' || unit === 'sheet' || unit === 'chapter' ? unit : 'page';
}
