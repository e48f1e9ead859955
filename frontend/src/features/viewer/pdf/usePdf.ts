import { useEffect, useState } from 'react';
import { loadPart } from '@/api/part';
import type { isCancelled, PDFDocumentProxy, TextLayer } from './pdfjs';

/** An open document, and what of pdf.js its pages are drawn with. */
export interface OpenPdf {
  document: PDFDocumentProxy;
  TextLayer: typeof TextLayer;
  isCancelled: typeof isCancelled;
  /** Height / width of page one, which stands for pages not seen yet. */
  firstRatio: number;
}

export type PdfState = { state: 'opening' } | { state: 'open'; pdf: OpenPdf } | { state: 'failed' };

/** Loads pdf.js and opens the document, as soon as there is an address. */
export function usePdf(url: string | null): PdfState {
  const [result, setResult] = useState<PdfState>({ state: 'opening' });
  useEffect(() => {
    if (url === null) return;
    let current = true;
    let close = () => {};
    const open = async () => {
      const { openPdf, TextLayer, isCancelled } = await loadPart(() => import('./pdfjs'));
      if (!current) return;
      const task = openPdf(url);
      close = () => void task.destroy();
      const document = await task.promise;
      const first = (await document.getPage(1)).getViewport({ scale: 1 });
      const pdf = { document, TextLayer, isCancelled, firstRatio: first.height / first.width };
      if (current) setResult({ state: 'open', pdf });
    };
    open().catch(() => {
      if (current) setResult({ state: 'failed' });
    });
    return () => {
      current = false;
      close();
    };
  }, [url]);
  return result;
}
