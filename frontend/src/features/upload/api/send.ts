/** Sends one file. XMLHttpRequest, because fetch does not say how far an upload has come. */
import { getCsrfToken, noteSignedOut } from '@/api/client';
import { noteAnswered, noteUnreachable } from '@/api/connection';
import { Problem, problemFrom } from '@/api/problem';
import type { Received } from '@/api/types';
import { messages } from '@/lib/messages';

export interface Transfer {
  answer: Promise<Received>;
  abort: () => void;
}

export function sendFile(file: File, path: string | null, onProgress: (sent: number, total: number) => void): Transfer {
  const request = new XMLHttpRequest();
  const answer = new Promise<Received>((resolve, reject) => {
    request.open('POST', '/api/v1/assets');
    request.setRequestHeader('Accept', 'application/json');
    const token = getCsrfToken();
    if (token) request.setRequestHeader('X-CSRF-Token', token);
    request.upload.onprogress = (event) => onProgress(event.loaded, event.total);
    request.onload = () => {
      noteAnswered();
      if (request.status >= 200 && request.status < 300) {
        resolve(JSON.parse(request.responseText) as Received);
        return;
      }
      const problem = problemFrom(request.status, request.responseText, (name) => request.getResponseHeader(name));
      if (problem.status === 401) noteSignedOut();
      reject(problem);
    };
    request.onerror = () => {
      noteUnreachable();
      reject(new Problem(0, 'offline', messages.upload.network));
    };
    request.onabort = () => reject(new Problem(0, 'aborted', ''));

    // What describes the file comes before its bytes, so that the server knows it while they stream in.
    const form = new FormData();
    if (path) form.append('path', path);
    if (file.lastModified) form.append('last_modified', new Date(file.lastModified).toISOString());
    form.append('file', file, file.name);
    request.send(form);
  });
  return { answer, abort: () => request.abort() };
}
