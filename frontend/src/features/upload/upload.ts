/** A file on its way to the server. */
import type { Asset } from '@/api/types';

/** `lost`: begun before a reload, and the file itself is needed again to go on. */
export type UploadState =
  'waiting' | 'checking' | 'sending' | 'storing' | 'paused' | 'lost' | 'sent' | 'duplicate' | 'failed';

export interface Upload {
  id: number;
  key: string;
  name: string;
  size: number;
  lastModified: number;
  /** Null before a reload's copy has been fetched, and after it was sent. */
  file: File | null;
  path: string | null;
  state: UploadState;
  hash: string | null;
  url: string | null;
  /** Bytes sent so far, and bytes a second lately. */
  sent: number;
  speed: number;
  error: string | null;
  /** Whether trying again can help: a file that is too large stays so. */
  retryable: boolean;
  tries: number;
  asset: Asset | null;
}

export const makeUpload = (known: Pick<Upload, 'id'> & Partial<Upload>): Upload => ({
  key: `${Date.now()}-${Math.random().toString(36).slice(2)}`,
  name: '',
  size: 0,
  lastModified: 0,
  file: null,
  path: null,
  state: 'waiting',
  hash: null,
  url: null,
  sent: 0,
  speed: 0,
  error: null,
  retryable: false,
  tries: 0,
  asset: null,
  ...known,
});

export const isUnderWay = ({ state }: Upload): boolean =>
  state === 'waiting' || state === 'checking' || state === 'sending' || state === 'storing';

export const isUnfinished = (upload: Upload): boolean =>
  isUnderWay(upload) || upload.state === 'paused' || upload.state === 'lost';

export const canPause = (upload: Upload): boolean => isUnderWay(upload) && upload.state !== 'storing';

/** What a file chosen again is known by. */
export const signOf = ({ name, size, path }: Pick<Upload, 'name' | 'size' | 'path'>): string =>
  `${path ?? name} ${size}`;
