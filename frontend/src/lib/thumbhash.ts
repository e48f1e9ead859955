/** Blurred stand-ins for pictures that are on their way, out of some 25 bytes (https://evanw.github.io/thumbhash/). */
import { thumbHashToRGBA } from 'thumbhash';

/** Of a Windows bitmap. */
const HEADER = 54;
const MOST_KEPT = 2000;
const urls = new Map<string, string | null>();

/** As a data URL; null where the hash is absent, broken, or of a picture one can see through: what stood behind the picture would be seen, too. */
export function thumbhashUrl(base64: string | null | undefined): string | null {
  if (!base64) return null;
  const known = urls.get(base64);
  if (known !== undefined) return known;
  const url = draw(base64);
  if (urls.size > MOST_KEPT) urls.clear();
  urls.set(base64, url);
  return url;
}

function draw(base64: string): string | null {
  try {
    const { w, h, rgba } = thumbHashToRGBA(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
    const opaque = w * h > 0 && rgba.every((value, index) => index % 4 !== 3 || value === 255);
    return opaque ? `data:image/bmp;base64,${btoa(String.fromCharCode(...bitmap(w, h, rgba)))}` : null;
  } catch {
    return null;
  }
}

/** A bitmap of 32 bits a pixel, rows from above. The library's own is a PNG, and its checksums take longer than all the rest; a page shows dozens at once. */
function bitmap(width: number, height: number, rgba: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEADER + rgba.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x424d);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, HEADER, true);
  view.setUint32(14, HEADER - 14, true);
  view.setInt32(18, width, true);
  view.setInt32(22, -height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 32, true);
  for (let at = 0; at < rgba.length; at += 4)
    bytes.set([rgba[at + 2] ?? 0, rgba[at + 1] ?? 0, rgba[at] ?? 0], HEADER + at);
  return bytes;
}
