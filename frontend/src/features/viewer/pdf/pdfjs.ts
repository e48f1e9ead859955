/**
 * pdf.js, set up to load nothing from another host. The "legacy" build carries what browsers of the last years lack; it comes with the first document that is opened.
 */
import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

pdfjs.GlobalWorkerOptions.workerSrc = workerUrl;

export type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
export const { TextLayer } = pdfjs;
export const isCancelled = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'RenderingCancelledException' || error.name === 'AbortException');

/** Opens a document by ranges: only what the pages shown need is fetched. */
export const openPdf = (url: string) =>
  pdfjs.getDocument({
    url,
    cMapUrl: '/pdfjs/cmaps/',
    cMapPacked: true,
    standardFontDataUrl: '/pdfjs/standard_fonts/',
    wasmUrl: '/pdfjs/wasm/',
    iccUrl: '/pdfjs/iccs/',
    rangeChunkSize: 256 * 1024,
    disableAutoFetch: true,
    disableStream: true,
    // A stranger's file: no scripts out of it, no forms.
    isEvalSupported: false,
    enableXfa: false,
  });
