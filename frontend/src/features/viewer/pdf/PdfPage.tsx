import { useEffect, useRef, useState } from 'react';
import type { CSSProperties, RefObject } from 'react';
import { pageImageUrl } from '@/api/assets';
import { boxStyle, markClass } from '@/components/assets/marks';
import type { Mark } from '@/components/assets/marks';
import { messages } from '@/lib/messages';
import { exactMarks } from './exactMarks';
import { isCoarse, pictureWidth } from './measures';
import type { OpenPdf } from './usePdf';

/** More pixels than this a canvas does not get: 4 bytes each, and browsers refuse much larger ones. */
const MOST_PIXELS = 16_000_000;

interface Props {
  assetId: string;
  /** Null until the document itself is needed. */
  pdf: OpenPdf | null;
  /** It could not be opened. */
  failed: boolean;
  page: number;
  /** CSS pixels. */
  width: number;
  height: number;
  marks: readonly Mark[];
  onRatio: (page: number, ratio: number) => void;
  /** The server's picture does not do: it did not come, or is too coarse for the zoom. */
  onNeed: () => void;
}

/** One page: the server's picture of it, drawn from the document only where that is too coarse; its text selectable once the document is open; the passage marked. */
export function PdfPage({ assetId, pdf, failed, page, width, height, marks, onRatio, onNeed }: Props) {
  const textBox = useRef<HTMLDivElement>(null);
  const [picture, setPicture] = useState<'coming' | 'shown' | 'missing'>('coming');
  const toDraw = isCoarse(width) || picture === 'missing';
  useEffect(() => {
    if (toDraw) onNeed();
  }, [toDraw, onNeed]);
  const [canvas, drawing] = useDrawing(toDraw ? pdf : null, page, width);
  const { scale, laidOut } = useText(textBox, pdf, page, width, onRatio);
  const [shown, setShown] = useState(marks);
  useEffect(() => {
    setShown(laidOut > 0 && textBox.current ? exactMarks(textBox.current, marks) : marks);
  }, [marks, laidOut]);
  const lost = picture === 'missing' && (failed || drawing === 'failed');
  const state = drawing === 'drawn' || picture === 'shown' ? 'drawn' : lost ? 'failed' : 'drawing';

  return (
    <div
      className="sheet pdf"
      style={{ width, height, '--total-scale-factor': scale, '--scale-factor': scale } as CSSProperties}
      data-page={page}
      data-state={state}
    >
      {picture !== 'missing' && (
        <img
          className="pdf__picture"
          src={pageImageUrl(assetId, page, pictureWidth(width))}
          alt={messages.viewer.page(page)}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
            setPicture('shown');
            onRatio(page, naturalHeight / naturalWidth);
          }}
          onError={() => setPicture('missing')}
        />
      )}
      {toDraw && pdf && (
        <canvas
          ref={canvas}
          className="pdf__canvas"
          hidden={drawing !== 'drawn'}
          role="img"
          aria-hidden={picture === 'shown'}
          aria-label={messages.viewer.page(page)}
        />
      )}
      {state === 'failed' && <p className="opening">{messages.viewer.pdfErrorTitle}</p>}
      {shown.map((mark, index) => (
        <i key={index} className={markClass(mark)} style={boxStyle(mark.box)} />
      ))}
      <div ref={textBox} className="textLayer" />
    </div>
  );
}

type Drawing = 'drawing' | 'drawn' | 'failed';

function useDrawing(pdf: OpenPdf | null, page: number, width: number): [RefObject<HTMLCanvasElement | null>, Drawing] {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [state, setState] = useState<Drawing>('drawing');
  useEffect(() => {
    if (!pdf) return;
    let cancel: (() => void) | undefined;
    let current = true;
    const draw = async () => {
      const proxy = await pdf.document.getPage(page);
      if (!current) return;
      const viewport = proxy.getViewport({ scale: width / proxy.getViewport({ scale: 1 }).width });
      const density = Math.min(
        window.devicePixelRatio || 1,
        Math.sqrt(MOST_PIXELS / (viewport.width * viewport.height)),
      );
      // Drawn on a canvas of its own and copied when done, so that zooming never shows a white page.
      const target = document.createElement('canvas');
      target.width = Math.floor(viewport.width * density);
      target.height = Math.floor(viewport.height * density);
      const task = proxy.render({ canvas: target, viewport, transform: [density, 0, 0, density, 0, 0] });
      cancel = () => task.cancel();
      await task.promise;
      if (!current || !canvas.current) return;
      canvas.current.width = target.width;
      canvas.current.height = target.height;
      canvas.current.getContext('2d')?.drawImage(target, 0, 0);
      setState('drawn');
    };
    draw().catch((error: unknown) => {
      if (current && !pdf.isCancelled(error)) setState('failed');
    });
    return () => {
      current = false;
      cancel?.();
    };
  }, [pdf, page, width]);
  return [canvas, pdf ? state : 'drawing'];
}

/** Lays out the text of the page, to be selected and found by the browser. `laidOut` grows each time. */
function useText(
  box: RefObject<HTMLDivElement | null>,
  pdf: OpenPdf | null,
  page: number,
  width: number,
  onRatio: Props['onRatio'],
): { scale: number; laidOut: number } {
  const [scale, setScale] = useState(1);
  const [laidOut, setLaidOut] = useState(0);
  useEffect(() => {
    if (!pdf) return;
    let cancel: (() => void) | undefined;
    let current = true;
    const layOut = async () => {
      const proxy = await pdf.document.getPage(page);
      if (!current || !box.current) return;
      const natural = proxy.getViewport({ scale: 1 });
      onRatio(page, natural.height / natural.width);
      const viewport = proxy.getViewport({ scale: width / natural.width });
      setScale(viewport.scale);
      box.current.replaceChildren();
      const text = new pdf.TextLayer({
        textContentSource: proxy.streamTextContent(),
        container: box.current,
        viewport,
      });
      cancel = () => text.cancel();
      await text.render();
      if (current) setLaidOut((before) => before + 1);
    };
    // Without its text a page can still be read.
    layOut().catch(() => {});
    return () => {
      current = false;
      cancel?.();
    };
  }, [box, pdf, page, width, onRatio]);
  return { scale, laidOut };
}
