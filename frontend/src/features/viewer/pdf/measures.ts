/** How wide pages are drawn, and the picture of a page that is as sharp: known before the reader is on the screen, so that the first picture can come meanwhile. */
import { preload } from 'react-dom';
import { PAGE_WIDTHS, pageImageUrl } from '@/api/assets';
import type { Asset } from '@/api/types';
import { isPdf } from '@/components/assets/kind';
import { widthIn } from '@/lib/size';

export const NARROW = '(max-width: 900px)';
export const LIKENESS = `<div class="vw"><div class="vw__top"></div><div class="stage"><div class="reader">
  <div class="thumbs"></div><div class="pages" data-here></div></div></div><div class="side"></div></div>`;

const WIDEST = PAGE_WIDTHS[3];
const WIDEST_REM = 54;

export const paddingOf = (narrow: boolean): number => (narrow ? 12 : 24);

/** CSS pixels, in a room that is `outer` wide. */
export function pageWidth(outer: number, narrow: boolean, zoom = 1): number {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  return Math.max(120, Math.round(Math.min(outer - 2 * paddingOf(narrow), WIDEST_REM * rem) * zoom));
}

/** Of the widths in which the server draws pages. */
export const pictureWidth = (width: number): (typeof PAGE_WIDTHS)[number] =>
  PAGE_WIDTHS.find((each) => each >= width * (window.devicePixelRatio || 1)) ?? WIDEST;

/** Whether the server's pictures are too coarse for it. */
export const isCoarse = (width: number): boolean => width * (window.devicePixelRatio || 1) > WIDEST;

/** Has the picture of a page come while the viewer is made. */
export function fetchPage(asset: Asset, page: number): void {
  if (!isPdf(asset) || asset.page_count === null || page > asset.page_count) return;
  const width = pageWidth(widthIn(LIKENESS), matchMedia(NARROW).matches);
  preload(pageImageUrl(asset.id, page, pictureWidth(width)), { as: 'image', fetchPriority: 'high' });
}
