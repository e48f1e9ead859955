/**
 * The picture that files like it are looked for with. It is sent with each question and kept by nobody but this tab: as it came while the page lives, and as a
 * small copy, so that Back and a reload show the same answer.
 */

export interface AskedPicture {
  blob: Blob;
  /** For an <img>; null where the browser cannot draw the format. */
  url: string | null;
}

const KEY = 'bowerbird.asked-picture.';
const COPY_SIDE = 640;

const asked = new Map<string, AskedPicture>();

/** Keeps the picture and gives the id under which it stands in the address. */
export async function keepPicture(file: Blob): Promise<string> {
  const id = Math.random().toString(36).slice(2, 10);
  const copy = await smallCopy(file).catch(() => null);
  asked.set(id, { blob: file, url: copy });
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(KEY)) sessionStorage.removeItem(key);
    if (copy) sessionStorage.setItem(KEY + id, copy);
  } catch {
    // Without storage it lasts as long as the page.
  }
  return id;
}

/** Null when it was asked for in another tab, or too long ago. */
export function findPicture(id: string): AskedPicture | null {
  const known = asked.get(id);
  if (known) return known;
  try {
    const url = sessionStorage.getItem(KEY + id);
    if (!url) return null;
    const found = { blob: blobOf(url), url };
    asked.set(id, found);
    return found;
  } catch {
    return null;
  }
}

async function smallCopy(file: Blob): Promise<string> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, COPY_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas.toDataURL('image/jpeg', 0.85);
}

function blobOf(dataUrl: string): Blob {
  const bytes = atob(dataUrl.slice(dataUrl.indexOf(',') + 1));
  return new Blob([Uint8Array.from(bytes, (char) => char.charCodeAt(0))], { type: 'image/jpeg' });
}

export const isPictureType = (type: string): boolean => type.startsWith('image/') && type !== 'image/svg+xml';

/** The one picture in what was pasted or dropped; null where there is something else with it. */
export function onlyPicture(files: FileList | null | undefined): File | null {
  const [file] = files ?? [];
  return file && files?.length === 1 && isPictureType(file.type) ? file : null;
}
