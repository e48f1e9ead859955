/** Sends one file by tus 1.0: in pieces, and on from where it was. */
import type { DetailedError, HttpRequest, Upload, UploadOptions } from 'tus-js-client';
import { body, client, getCsrfToken, noteSignedOut } from '@/api/client';
import { noteAnswered, noteUnreachable } from '@/api/connection';
import { loadPart } from '@/api/part';
import { Problem, problemFrom } from '@/api/problem';
import type { Asset } from '@/api/types';
import { messages } from '@/lib/messages';

export interface Received {
  asset: Asset;
  duplicate: boolean;
}

export interface Parcel {
  file: File;
  path: string | null;
  hash: string | null;
  /** Where the server keeps what it has, of an upload that was begun before. */
  url: string | null;
}

export interface Listener {
  progress: (sent: number, total: number) => void;
  /** The server keeps it here from now on. */
  located: (url: string) => void;
}

export interface Transfer {
  answer: Promise<Received>;
  /** Stops sending; what the server has stays there. */
  abort: () => void;
  /** Stops, and the server forgets it. */
  cancel: () => void;
}

/** Proxies cap the length of a request at 64 MB and more. */
const PIECE = 16 * 1024 * 1024;
/** A file this small goes with the first request: one round trip instead of two. */
const SMALL = 1024 * 1024;
const RETRY_MS = [0, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000];
/** What trying again does not change: not signed in, gone, too large, disk full. */
const FINAL = new Set([400, 401, 403, 404, 410, 412, 413, 415, 422, 507]);

export function sendFile({ file, path, hash, url }: Parcel, listener: Listener): Transfer {
  let found: { id: string; duplicate: boolean } | null = null;
  let upload: Upload | null = null;
  let stopped = false;
  let settle: { resolve: (received: Received) => void; reject: (error: Problem) => void };
  const answer = new Promise<Received>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const finish = () => {
    if (!found) return settle.reject(new Problem(0, 'unknown', messages.errors.generic));
    const { id, duplicate } = found;
    body(client.GET('/api/v1/assets/{asset_id}', { params: { path: { asset_id: id } } })).then(
      (asset) => settle.resolve({ asset, duplicate }),
      (error: unknown) => settle.reject(error instanceof Problem ? error : new Problem(0, 'unknown', '')),
    );
  };
  const options: UploadOptions = {
    endpoint: '/api/v1/uploads',
    uploadUrl: url,
    chunkSize: PIECE,
    retryDelays: RETRY_MS,
    storeFingerprintForResuming: false,
    uploadDataDuringCreation: file.size <= SMALL,
    metadata: {
      filename: file.name,
      ...(path && { path }),
      ...(hash && { sha256: hash }),
      ...(file.lastModified && { last_modified: new Date(file.lastModified).toISOString() }),
    },
    onBeforeRequest: sign,
    onAfterResponse: (request, response) => {
      noteAnswered();
      const id = response.getHeader('Upload-Asset');
      if (!id || found) return;
      found = { id, duplicate: response.getHeader('Upload-Duplicate') === 'true' };
      // Known already: no byte needs to be sent.
      if (request.getMethod() !== 'PATCH') {
        void upload?.abort();
        finish();
      }
    },
    onUploadUrlAvailable: () => {
      if (upload?.url && !found) listener.located(upload.url);
    },
    onProgress: (sent, total) => listener.progress(sent, total ?? file.size),
    onShouldRetry: (error) => {
      const status = error.originalResponse?.getStatus() ?? 0;
      if (status === 0) noteUnreachable();
      return !FINAL.has(status);
    },
    onSuccess: finish,
    onError: (error) => {
      const problem = problemOf(error);
      if (problem.status === 401) noteSignedOut();
      settle.reject(problem);
    },
  };
  // Loaded with the first file: most visits send none.
  const tus = loadPart(() => import('tus-js-client'));
  tus.then(
    (library) => {
      if (stopped) return;
      upload = new library.Upload(file, options);
      upload.start();
    },
    () => settle.reject(new Problem(0, 'offline', messages.upload.network)),
  );
  const stop = (forget: boolean) => {
    stopped = true;
    // Refused when the server has forgotten it already.
    if (upload) upload.abort(forget).catch(() => {});
    else if (forget && url) forgetUpload(url);
    settle.reject(new Problem(0, 'aborted', ''));
  };
  return { answer, abort: () => stop(false), cancel: () => stop(true) };
}

/** Ends an upload on the server that nothing is being sent of. One that it does not know any more is as good. */
export function forgetUpload(url: string): void {
  loadPart(() => import('tus-js-client'))
    .then(({ Upload }) => Upload.terminate(url, { onBeforeRequest: sign }))
    .catch(() => {});
}

function sign(request: HttpRequest): void {
  const token = getCsrfToken();
  if (token) request.setHeader('X-CSRF-Token', token);
}

function problemOf(error: Error): Problem {
  const response = 'originalResponse' in error ? (error as DetailedError).originalResponse : null;
  if (!response || response.getStatus() === 0) return new Problem(0, 'offline', messages.upload.network);
  return problemFrom(response.getStatus(), response.getBody(), (name) => response.getHeader(name) ?? null);
}
