import { useEffect, useRef, useState } from 'react';
import type { CSSProperties } from 'react';
import { boxStyle, markClass } from '@/components/assets/marks';
import type { Mark } from '@/components/assets/marks';
import { messages } from '@/lib/messages';
import { exactMarks } from './exactMarks';
import { isCancelled, TextLayer } from './pdfjs';
import type { PDFDocumentProxy } from './pdfjs';

/** More pixels than this a canvas does not get: 4 bytes each, and browsers refuse much larger ones. */
const MOST_PIXELS = 16_000_000;

interface Props {
  pdf: PDFDocumentProxy;
  page: number;
  /** CSS pixels. */
  width: number;
  height: number;
  marks: readonly Mark[];
  onRatio: (page: number, ratio: number) => void;
}

/** One page: drawn, its text selectable, the passage marked. */
export function PdfPage({ pdf, page, width, height, marks, onRatio }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const textBox = useRef<HTMLDivElement>(null);
  const [scale, setScale] = useState(1);
  const [laidOut, setLaidOut] = useState(0);
  const [shown, setShown] = useState(marks);
  const [state, setState] = useState<'drawing' | 'drawn' | 'failed'>('drawing');

  useEffect(() => {
    let cancel: (() => void) | undefined;
    let current = true;
    const draw = async () => {
      const proxy = await pdf.getPage(page);
      if (!current || !canvas.current || !textBox.current) return;
      const natural = proxy.getViewport({ scale: 1 });
      onRatio(page, natural.height / natural.width);
      const viewport = proxy.getViewport({ scale: width / natural.width });
      setScale(viewport.scale);
      const density = Math.min(
        window.devicePixelRatio || 1,
        Math.sqrt(MOST_PIXELS / (viewport.width * viewport.height)),
      );
      // Drawn on a canvas of its own and copied when done, so that zooming never shows a white page.
      const target = document.createElement('canvas');
      target.width = Math.floor(viewport.width * density);
      target.height = Math.floor(viewport.height * density);
      const task = proxy.render({ canvas: target, viewport, transform: [density, 0, 0, density, 0, 0] });
      textBox.current.replaceChildren();
      const text = new TextLayer({
        textContentSource: proxy.streamTextContent(),
        container: textBox.current,
        viewport,
      });
      cancel = () => {
        task.cancel();
        text.cancel();
      };
      await task.promise;
      if (current && canvas.current) {
        canvas.current.width = target.width;
        canvas.current.height = target.height;
        canvas.current.getContext('2d')?.drawImage(target, 0, 0);
        setState('drawn');
      }
      await text.render();
      if (current) setLaidOut((before) => before + 1);
    };
    draw().catch((error: unknown) => {
      if (current && !isCancelled(error) && !(error instanceof Error && error.name === 'AbortException'))
        setState('failed');
    });
    return () => {
      current = false;
      cancel?.();
    };
  }, [pdf, page, width, onRatio]);

  useEffect(() => {
    setShown(laidOut > 0 && textBox.current ? exactMarks(textBox.current, marks) : marks);
  }, [marks, laidOut]);

  return (
    <div
      className="sheet pdf"
      style={{ width, height, '--total-scale-factor': scale, '--scale-factor': scale } as CSSProperties}
      data-page={page}
      data-state={state}
    >
      <canvas ref={canvas} className="pdf__canvas" role="img" aria-label={messages.viewer.page(page)} />
      {state === 'failed' && <p className="opening">{messages.viewer.pdfErrorTitle}</p>}
      {shown.map((mark, index) => (
        <i key={index} className={markClass(mark)} style={boxStyle(mark.box)} />
      ))}
      <div ref={textBox} className="textLayer" />
    </div>
  );
}
