/** What the queue comes to, in figures and words. */
import { formatSize } from '@/lib/format';
import { messages } from '@/lib/messages';
import { isUnderWay } from './upload';
import type { Upload } from './upload';

export interface Totals {
  sendingFiles: number;
  sentFiles: number;
  pausedFiles: number;
  files: number;
  sentBytes: number;
  bytes: number;
  fraction: number;
}

/** Of everything that is in the queue and was not refused. */
export function totalsOf(uploads: readonly Upload[]): Totals {
  const totals: Totals = {
    sendingFiles: 0,
    sentFiles: 0,
    pausedFiles: 0,
    files: 0,
    sentBytes: 0,
    bytes: 0,
    fraction: 0,
  };
  for (const upload of uploads) {
    if (upload.state === 'failed' || upload.state === 'lost') continue;
    totals.files += 1;
    totals.bytes += upload.size;
    totals.sentBytes += upload.sent;
    if (isUnderWay(upload)) totals.sendingFiles += 1;
    else if (upload.state === 'paused') totals.pausedFiles += 1;
    else totals.sentFiles += 1;
  }
  totals.fraction = totals.bytes > 0 ? totals.sentBytes / totals.bytes : 0;
  return totals;
}

export const describeBytes = (upload: Upload): string =>
  upload.state === 'sending' && upload.sent > 0
    ? [messages.upload.bytes(upload.sent, upload.size), upload.speed > 0 ? messages.upload.speed(upload.speed) : '']
        .filter(Boolean)
        .join(' · ')
    : formatSize(upload.size);
