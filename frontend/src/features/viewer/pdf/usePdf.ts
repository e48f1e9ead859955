import { useEffect, useState } from 'react';
import { openPdf } from './pdfjs';
import type { PDFDocumentProxy } from './pdfjs';

export type PdfState =
  { state: 'opening' } | { state: 'open'; pdf: PDFDocumentProxy; firstRatio: number } | { state: 'failed' };

/** The open document. `firstRatio` is height / width of page one, which stands for pages not seen yet. */
export function usePdf(url: string): PdfState {
  const [result, setResult] = useState<PdfState>({ state: 'opening' });
  useEffect(() => {
    let current = true;
    const task = openPdf(url);
    task.promise
      .then(async (pdf) => {
        const first = (await pdf.getPage(1)).getViewport({ scale: 1 });
        if (current) setResult({ state: 'open', pdf, firstRatio: first.height / first.width });
      })
      .catch(() => {
        if (current) setResult({ state: 'failed' });
      });
    return () => {
      current = false;
      void task.destroy();
    };
  }, [url]);
  return result;
}
