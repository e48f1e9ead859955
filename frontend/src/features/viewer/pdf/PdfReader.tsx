import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Minus, Plus, Type } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { pageImageUrl } from '@/api/assets';
import { body, client } from '@/api/client';
import type { Asset, Moment } from '@/api/types';
import { marksOf } from '@/components/assets/marks';
import type { Mark } from '@/components/assets/marks';
import { useMedia } from '@/lib/media';
import { messages } from '@/lib/messages';
import { useShortcuts } from '@/lib/shortcuts';
import { usePlace } from '@/lib/size';
import type { Target } from '../components/ViewerPage';
import { LIKENESS, NARROW, paddingOf, pageWidth, pictureWidth } from './measures';
import { PageLine } from './PageLine';
import { PdfPage } from './PdfPage';
import { Thumbs } from './Thumbs';
import type { OpenPdf } from './usePdf';

const t = messages.viewer;
const route = getRouteApi('/in/assets/$assetId');
const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];
const GAP = 20;
const SAME_SHAPE = 0.003;
/** How far below the upper edge a passage comes to stand. */
const UPPER_THIRD = 0.28;

interface Props {
  asset: Asset;
  moments: Moment[];
  target: Target;
  /** Null until it is needed and open. */
  pdf: OpenPdf | null;
  /** It could not be opened; what the server draws is all there is. */
  failed: boolean;
  count: number;
  firstRatio: number;
  onNeed: () => void;
  onText: () => void;
}

export function PdfReader({ asset, moments, target, pdf, failed, count, firstRatio, onNeed, onText }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const { width: outer } = usePlace(scroller, 'pdf', LIKENESS);
  const narrow = useMedia(NARROW);
  const [zoom, setZoom] = useState(1);
  const padding = paddingOf(narrow);
  const width = pageWidth(outer, narrow, zoom);

  const ratios = useRef(new Map<number, number>());
  const [shape, setShape] = useState(firstRatio);
  // A page that has not been seen is taken to be shaped as the first one that has.
  const heightOf = useCallback(
    (page: number) =>
      Math.round(width * (ratios.current.get(page) ?? ratios.current.values().next().value ?? firstRatio)),
    [width, firstRatio],
  );
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualizer renders anew by itself
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightOf(index + 1) + GAP,
    overscan: 1,
    initialRect: { width: outer, height: window.innerHeight },
    paddingStart: padding,
    paddingEnd: 96,
  });
  const onRatio = useCallback(
    (page: number, ratio: number) => {
      // A picture has whole pixels; its shape differs from the page's by as much.
      if (Math.abs((ratios.current.get(page) ?? 0) - ratio) < SAME_SHAPE) return;
      ratios.current.set(page, ratio);
      if (ratios.current.size === 1) {
        setShape(ratio);
        virtualizer.measure();
      } else virtualizer.resizeItem(page - 1, Math.round(width * ratio) + GAP);
    },
    [virtualizer, width],
  );

  const marks = useMarks(asset.id, moments, target);
  const current = useCurrentPage(virtualizer, scroller.current?.clientHeight ?? 0);
  useKeepPlace(virtualizer, scroller, width);
  const knowRatio = useCallback(
    async (page: number) => {
      if (ratios.current.has(page)) return;
      const natural = await sizeOf(pageImageUrl(asset.id, page, pictureWidth(width)));
      if (natural) onRatio(page, natural.height / natural.width);
    },
    [asset.id, width, onRatio],
  );
  const goTo = useGoTo({ virtualizer, knowRatio, heightOf });
  const exact = [...marks.values()].some((all) => all.some((mark) => mark.text));
  useNeed(scroller, exact, onNeed);
  const firstMark = marks.get(target.page ?? 1)?.[0]?.box[1];
  useArrive(target, outer > 0, firstMark, goTo);
  usePageInAddress(current, target);

  const step = (by: 1 | -1) =>
    setZoom((before) => ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, ZOOMS.indexOf(before) + by))] ?? 1);
  useShortcuts((event) => {
    if (event.key === '+' || event.key === '=') step(1);
    else if (event.key === '-') step(-1);
    else if (event.key === '0') setZoom(1);
    else if (event.key === 'ArrowRight') void goTo(Math.min(count, current + 1));
    else if (event.key === 'ArrowLeft') void goTo(Math.max(1, current - 1));
  });

  return (
    <>
      <div className="reader">
        {!narrow && (
          <Thumbs
            key={shape.toFixed(2)}
            asset={asset}
            count={count}
            current={current}
            first={target.page ?? 1}
            ratio={shape}
            matching={new Set(marks.keys())}
            onPage={(page) => void goTo(page)}
          />
        )}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard */}
        <div ref={scroller} className="pages" tabIndex={0} role="region" aria-label={t.page(current)}>
          <div
            className="pages__all"
            style={{ height: virtualizer.getTotalSize(), width: Math.max(width + 2 * padding, outer) }}
          >
            {(outer > 0 ? virtualizer.getVirtualItems() : []).map((item) => (
              <div key={item.key} className="pages__one" style={{ transform: `translateY(${item.start}px)` }}>
                <PdfPage
                  assetId={asset.id}
                  pdf={pdf}
                  failed={failed}
                  page={item.index + 1}
                  width={width}
                  height={heightOf(item.index + 1)}
                  marks={marks.get(item.index + 1) ?? NO_MARKS}
                  onRatio={onRatio}
                  onNeed={onNeed}
                />
              </div>
            ))}
          </div>
        </div>
        <div className="dock dock--reader" role="group" aria-label={t.zoom}>
          <button
            className="ib"
            type="button"
            aria-label={t.zoomOut}
            disabled={zoom === ZOOMS[0]}
            onClick={() => step(-1)}
          >
            <Minus className="i" aria-hidden />
          </button>
          <button className="dock__value num" type="button" onClick={() => setZoom(1)}>
            {zoom === 1 ? t.fitWidth : `${zoom * 100} %`}
          </button>
          <button
            className="ib"
            type="button"
            aria-label={t.zoomIn}
            disabled={zoom === ZOOMS.at(-1)}
            onClick={() => step(1)}
          >
            <Plus className="i" aria-hidden />
          </button>
          <button className="ib" type="button" aria-label={t.readAsText} title={t.readAsText} onClick={onText}>
            <Type className="i" aria-hidden />
          </button>
        </div>
      </div>
      <PageLine count={count} current={current} matching={[...marks.keys()]} onPage={(page) => void goTo(page)} />
    </>
  );
}

const NO_MARKS: readonly Mark[] = [];

/** Marks by page: those of the search, and of the passage in the address even where no search is known. */
function useMarks(assetId: string, moments: Moment[], target: Target): Map<number, Mark[]> {
  const known = moments.some((moment) => moment.segment_id === target.segment);
  const { data: passage } = useQuery({
    queryKey: ['assets', 'detail', assetId, 'segment', target.segment],
    enabled: Boolean(target.segment) && !known && target.page !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const page = await body(
        client.GET('/api/v1/assets/{asset_id}/segments', {
          signal,
          params: { path: { asset_id: assetId }, query: { page: target.page, limit: 200 } },
        }),
      );
      return page.items.find((segment) => segment.id === target.segment) ?? null;
    },
  });
  return useMemo(() => {
    const byPage = new Map<number, Mark[]>();
    const add = (page: number | null | undefined, marks: Mark[]) => {
      if (page) byPage.set(page, [...(byPage.get(page) ?? []), ...marks]);
    };
    for (const moment of moments) add(moment.locator.page, marksOf(moment));
    if (!known && passage) add(passage.locator.page, marksOf({ ...passage, highlights: [] }));
    return byPage;
  }, [moments, known, passage]);
}

type PageVirtualizer = ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>;

/** The page that holds the middle of what is seen. */
function useCurrentPage(virtualizer: PageVirtualizer, seen: number): number {
  const middle = (virtualizer.scrollOffset ?? 0) + seen * 0.4;
  const item = virtualizer.getVirtualItems().find((each) => middle < each.end) ?? virtualizer.getVirtualItems().at(-1);
  return (item?.index ?? 0) + 1;
}

/** When pages change their size, what was in the middle stays there. */
function useKeepPlace(
  virtualizer: PageVirtualizer,
  scroller: React.RefObject<HTMLDivElement | null>,
  width: number,
): void {
  const before = useRef(width);
  useLayoutEffect(() => {
    if (before.current === width) return;
    before.current = width;
    const offset = virtualizer.scrollOffset ?? 0;
    const item = virtualizer.getVirtualItems().find((each) => offset < each.end);
    const share = item ? (offset - item.start) / item.size : 0;
    virtualizer.measure();
    if (item && offset > 0) {
      const start = virtualizer.measurementsCache[item.index]?.start ?? item.start;
      const size = virtualizer.measurementsCache[item.index]?.size ?? item.size;
      scroller.current?.scrollTo({ top: start + share * size });
    }
  }, [virtualizer, scroller, width]);
}

/** What a document itself is opened for: to select in it, to find in it, or to mark words where they stand. The last can wait until there is nothing else to do. */
function useNeed(scroller: React.RefObject<HTMLDivElement | null>, exact: boolean, onNeed: () => void): void {
  useEffect(() => {
    const element = scroller.current;
    const touches = ['pointermove', 'pointerdown', 'focusin'] as const;
    for (const name of touches) element?.addEventListener(name, onNeed, { once: true, passive: true });
    // The beginning of Ctrl+F or Ctrl+A.
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Control' || key === 'Meta' || key === 'F3') onNeed();
    };
    window.addEventListener('keydown', onKey);
    return () => {
      for (const name of touches) element?.removeEventListener(name, onNeed);
      window.removeEventListener('keydown', onKey);
    };
  }, [scroller, onNeed]);
  useEffect(() => {
    if (!exact) return;
    if (!('requestIdleCallback' in window)) return onNeed();
    const handle = requestIdleCallback(onNeed, { timeout: 3000 });
    return () => cancelIdleCallback(handle);
  }, [exact, onNeed]);
}

/** Null where the picture does not come. */
async function sizeOf(url: string): Promise<{ width: number; height: number } | null> {
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
  } catch {
    return null;
  }
  return { width: image.naturalWidth, height: image.naturalHeight };
}

interface GoTo {
  virtualizer: PageVirtualizer;
  knowRatio: (page: number) => Promise<void>;
  heightOf: (page: number) => number;
}

/** Scrolls to a page, or to a height on it (0..1): at once to where it should be, and to where it is when its shape is known. */
function useGoTo({ virtualizer, knowRatio, heightOf }: GoTo) {
  return useCallback(
    async (page: number, at?: number) => {
      const element = virtualizer.scrollElement;
      const go = () => {
        const start = virtualizer.getOffsetForIndex(page - 1, 'start')?.[0];
        if (!element || start === undefined) return;
        const top = at === undefined ? start : start + at * heightOf(page) - element.clientHeight * UPPER_THIRD;
        virtualizer.scrollToOffset(Math.max(0, at === undefined ? top - 4 : Math.max(start - 4, top)), {
          align: 'start',
        });
      };
      // Pages that have just got their width have their heights in the next frame.
      await new Promise(requestAnimationFrame);
      go();
      const held = element?.scrollTop ?? 0;
      await knowRatio(page);
      // Unless somebody has scrolled on meanwhile.
      if (element && Math.abs(element.scrollTop - held) < element.clientHeight / 2) go();
    },
    [virtualizer, knowRatio, heightOf],
  );
}

/** Goes to the place asked for, once: when it is asked for, and again when its marks come later than the page. */
function useArrive(
  target: Target,
  ready: boolean,
  firstMark: number | undefined,
  goTo: (page: number, at?: number) => Promise<void>,
): void {
  const done = useRef('');
  useEffect(() => {
    if (!ready || target.page === undefined) return;
    const key = `${target.nonce}/${target.page}/${firstMark ?? ''}`;
    if (done.current === key) return;
    done.current = key;
    void goTo(target.page, target.segment ? firstMark : undefined);
  }, [ready, target, firstMark, goTo]);
}

/** The address follows the page that is read. */
function usePageInAddress(current: number, target: Target): void {
  const navigate = route.useNavigate();
  const { page } = route.useSearch();
  useEffect(() => {
    if ((page ?? 1) === current) return;
    const timer = setTimeout(() => {
      void navigate({ search: (before) => ({ ...before, page: current }), replace: true, resetScroll: false });
    }, 400);
    return () => clearTimeout(timer);
  }, [current, page, navigate, target.nonce]);
}
