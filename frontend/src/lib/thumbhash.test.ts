import { thumbHashToRGBA } from 'thumbhash';
import { describe, expect, it } from 'vitest';
import { thumbhashUrl } from './thumbhash';

const HASH = '1QcSHQRnh493V4dIh4eXh1h4kJUI';

/** Red, green and blue of a pixel, counted from the upper left. */
function pixel(url: string, x: number, y: number): number[] {
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (char) => char.charCodeAt(0));
  const width = new DataView(bytes.buffer).getInt32(18, true);
  const at = 54 + (y * width + x) * 4;
  return [bytes[at + 2] ?? -1, bytes[at + 1] ?? -1, bytes[at] ?? -1];
}

describe('thumbhashUrl', () => {
  it('draws the pixels of the hash, from above', () => {
    const url = thumbhashUrl(HASH) ?? '';
    expect(url).toMatch(/^data:image\/bmp;base64,Qk/);
    const { w, h, rgba } = thumbHashToRGBA(Uint8Array.from(atob(HASH), (char) => char.charCodeAt(0)));
    for (const [x, y] of [
      [0, 0],
      [w - 1, 0],
      [0, h - 1],
      [w - 1, h - 1],
    ] as const)
      expect(pixel(url, x, y)).toEqual([...rgba.slice((y * w + x) * 4, (y * w + x) * 4 + 3)]);
  });

  it('leaves out what is broken, and pictures that one can see through', () => {
    expect(thumbhashUrl('1QcS')).toBeNull();
    expect(thumbhashUrl('not base64!')).toBeNull();
    const seeThrough = Uint8Array.from(atob(HASH), (char) => char.charCodeAt(0));
    seeThrough[2] = (seeThrough[2] ?? 0) | 0x80;
    expect(thumbhashUrl(btoa(String.fromCharCode(...seeThrough)))).toBeNull();
  });
});
