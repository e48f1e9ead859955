import { describe, expect, it } from 'vitest';
import { thumbhashUrl } from './thumbhash';

/** Red, green and blue of a pixel, counted from the upper left. */
function pixel(url: string, x: number, y: number): number[] {
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (char) => char.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const [width, height] = [view.getInt32(18, true), view.getInt32(22, true)];
  const at = view.getUint32(10, true) + (height - 1 - y) * ((width * 3 + 3) & ~3) + x * 3;
  return [bytes[at + 2] ?? -1, bytes[at + 1] ?? -1, bytes[at] ?? -1];
}

const expectNear = (found: number[], wanted: number[]) =>
  found.forEach((value, channel) => expect(Math.abs(value - (wanted[channel] ?? 0))).toBeLessThanOrEqual(6));

describe('thumbhashUrl', () => {
  it('draws what the reference implementation draws', () => {
    const url = thumbhashUrl('1QcSHQRnh493V4dIh4eXh1h4kJUI') ?? '';
    expect(url).toMatch(/^data:image\/bmp;base64,Qk/);
    // The same places in its picture of 32 pixels.
    expectNear(pixel(url, 0, 0), [66, 78, 113]);
    expectNear(pixel(url, 10, 0), [84, 108, 138]);
    expectNear(pixel(url, 0, 15), [0, 11, 41]);
    expectNear(pixel(url, 10, 15), [0, 6, 40]);
    expectNear(pixel(url, 5, 8), [130, 100, 79]);
  });

  it('leaves out what is broken, and pictures that one can see through', () => {
    expect(thumbhashUrl('1QcS')).toBeNull();
    expect(thumbhashUrl('not base64!')).toBeNull();
    const seeThrough = Uint8Array.from(atob('1QcSHQRnh493V4dIh4eXh1h4kJUI'), (char) => char.charCodeAt(0));
    seeThrough[2] = (seeThrough[2] ?? 0) | 0x80;
    expect(thumbhashUrl(btoa(String.fromCharCode(...seeThrough)))).toBeNull();
  });
});
