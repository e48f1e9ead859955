/** Files for the tests, and how they get in. */
import { crc32, deflateSync } from 'node:zlib';
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { makePdf } from './pdf';

export interface TestFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export const note = (name: string, text: string): TestFile => ({
  name,
  mimeType: 'text/markdown',
  buffer: Buffer.from(text),
});

export const pdf = (name: string, pages: readonly string[]): TestFile => ({
  name,
  mimeType: 'application/pdf',
  buffer: makePdf(pages),
});

/** A picture in RGB, coloured by a formula of x and y in 0..1 (PNG, W3C 2025). */
export function png(name: string, width: number, height: number, colour: (x: number, y: number) => number[]): TestFile {
  const rows = Buffer.alloc(height * (1 + 3 * width));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows.set(colour(x / width, y / height), y * (1 + 3 * width) + 1 + 3 * x);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const frame = Buffer.alloc(4);
    frame.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body) >>> 0);
    return Buffer.concat([frame, body, sum]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return {
    name,
    mimeType: 'image/png',
    buffer: Buffer.concat([
      signature,
      chunk('IHDR', head),
      chunk('IDAT', deflateSync(rows)),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  };
}

/** Seconds of a tone that swells and fades, 16 bit mono at 8 kHz (RIFF WAVE). */
export function wav(name: string, seconds: number): TestFile {
  const rate = 8000;
  const samples = seconds * rate;
  const buffer = Buffer.alloc(44 + 2 * samples);
  buffer.write('RIFF', 0, 'latin1');
  buffer.writeUInt32LE(36 + 2 * samples, 4);
  buffer.write('WAVEfmt ', 8, 'latin1');
  buffer.writeUInt32LE(16, 16);
  buffer.writeUInt16LE(1, 20);
  buffer.writeUInt16LE(1, 22);
  buffer.writeUInt32LE(rate, 24);
  buffer.writeUInt32LE(2 * rate, 28);
  buffer.writeUInt16LE(2, 32);
  buffer.writeUInt16LE(16, 34);
  buffer.write('data', 36, 'latin1');
  buffer.writeUInt32LE(2 * samples, 40);
  for (let at = 0; at < samples; at++) {
    const swell = Math.sin((Math.PI * at) / samples);
    buffer.writeInt16LE(Math.round(12_000 * swell * Math.sin((2 * Math.PI * 330 * at) / rate)), 44 + 2 * at);
  }
  return { name, mimeType: 'audio/wav', buffer };
}

/** Two seconds of film, recorded by the browser itself from a canvas (WebM, VP8). */
export async function webm(page: Page, name: string): Promise<TestFile> {
  const bytes = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    canvas.width = 320;
    canvas.height = 180;
    const pen = canvas.getContext('2d');
    if (!pen) throw new Error('no canvas');
    const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: 'video/webm;codecs=vp8' });
    const parts: Blob[] = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    const stopped = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    for (let frame = 0; frame < 20; frame++) {
      pen.fillStyle = frame < 10 ? '#1c4f9c' : '#e5b65c';
      pen.fillRect(0, 0, 320, 180);
      pen.fillStyle = 'white';
      pen.fillRect(frame * 14, 70, 40, 40);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    recorder.stop();
    await stopped;
    return Array.from(new Uint8Array(await new Blob(parts).arrayBuffer()));
  });
  return { name, mimeType: 'video/webm', buffer: Buffer.from(bytes) };
}

/** The row of a file on the page where files are added. */
export const row = (page: Page, name: string): Locator => page.getByRole('listitem').filter({ hasText: name });

export async function add(page: Page, files: TestFile[]): Promise<void> {
  await page.goto('/add');
  await page.getByTestId('files').setInputFiles(files);
}

/** Until it was read, wholly or in part; at once where the stack of an earlier run has it already. */
export async function untilRead(page: Page, name: string): Promise<void> {
  await expect(row(page, name).getByText(/^(Ready|Readable in part|Already in your library.*)$/)).toBeVisible({
    timeout: 400_000,
  });
}

/** Adds files and waits until all were read. */
export async function give(page: Page, files: TestFile[]): Promise<void> {
  await add(page, files);
  for (const { name } of files) await untilRead(page, name);
}

/** What the page says below, as a screen reader hears it. */
export const said = (page: Page): Locator => page.getByRole('region', { name: 'Messages' }).getByRole('status');
