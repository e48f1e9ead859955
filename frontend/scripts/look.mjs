/* global document, innerHeight */
/**
 * Screenshots of every page, to be looked at: `npm run look -- [--out FOLDER] [--files FOLDER] [--sizes 390,1440,2560]`.
 * Without --files the library is the sample. BOWERBIRD_LAB_URL: of a stack that runs already.
 */
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inLab } from './lab.mjs';

const QUIET_MS = 1500;
const HEIGHTS = { 390: 844, 1440: 900, 2560: 1440 };
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(tmpdir(), 'bowerbird-look') },
    files: { type: 'string' },
    sizes: { type: 'string', default: '390,1440,2560' },
    schemes: { type: 'string', default: 'light,dark' },
    pages: { type: 'string', default: '' },
    query: { type: 'string', default: 'when does the yard gate close' },
  },
});

/** A file of a kind that was read, with a picture of it where there is one. */
async function oneOf(request, url, kind) {
  const answer = await request.get(`${url}/api/v1/assets?kind=${kind}&limit=100`);
  const { items } = await answer.json();
  const read = items.filter(({ status }) => status !== 'processing' && status !== 'failed');
  return (
    read.find(({ mime_type }) => mime_type === 'application/pdf') ??
    read.find((item) => item.thumbnail_url) ??
    read[0]
  )?.id;
}

async function pages(context, url) {
  const found = {};
  for (const kind of ['image', 'document', 'video', 'audio', 'other'])
    found[kind] = await oneOf(context.request, url, kind);
  const q = encodeURIComponent(values.query);
  return [
    ['home', '/'],
    ['search', `/?q=${q}`],
    ['search-nothing', `/?q=${encodeURIComponent('"winter tyres of the zeppelin"')}`],
    ['library', '/library'],
    ['trash', '/library?trashed=true'],
    ['collections', '/collections'],
    ['add', '/add'],
    ['activity', '/activity'],
    ['settings', '/settings'],
    ...Object.entries(found).flatMap(([kind, id]) => (id ? [[`viewer-${kind}`, `/assets/${id}?from=library`]] : [])),
  ];
}

await inLab(values.files, async ({ url, browser, storageState }) => {
  mkdirSync(values.out, { recursive: true });
  const wanted = values.pages.split(',').filter(Boolean);
  for (const colorScheme of values.schemes.split(',')) {
    for (const width of values.sizes.split(',').map(Number)) {
      const viewport = { width, height: HEIGHTS[width] ?? 900 };
      const context = await browser.newContext({ storageState, viewport, colorScheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      for (const [name, path] of await pages(context, url)) {
        if (wanted.length > 0 && !wanted.includes(name)) continue;
        await page.goto(url + path);
        await page.locator('#main, main').first().waitFor({ timeout: 120_000 });
        await settled(page);
        await page.screenshot({ path: join(values.out, `${name}-${width}-${colorScheme}.png`) });
      }
      const visitor = await browser.newContext({ viewport, colorScheme });
      if (wanted.length === 0 || wanted.includes('sign-in')) {
        const door = await visitor.newPage();
        await door.goto(`${url}/sign-in`);
        await door.getByRole('button').first().waitFor();
        await door.screenshot({ path: join(values.out, `sign-in-${width}-${colorScheme}.png`) });
      }
      await visitor.close();
      await context.close();
    }
  }
  console.log(values.out);
});

/** Nothing was asked of the server for a while, no skeleton is left, and every picture in view has arrived. */
async function settled(page) {
  let last = Date.now();
  const note = (request) => {
    if (request.resourceType() !== 'eventsource') last = Date.now();
  };
  page.on('request', note).on('requestfinished', note);
  while (Date.now() - last < QUIET_MS) await page.waitForTimeout(100);
  page.off('request', note).off('requestfinished', note);
  await page
    .waitForFunction(
      () =>
        !document.querySelector('.sk, .lib__blank, .spin:not(.ring, .cell__now *, .stages *)') &&
        [...document.images].every((image) => image.complete || image.getBoundingClientRect().top > innerHeight),
      undefined,
      { timeout: 30_000 },
    )
    .catch(() => console.warn(`not settled: ${page.url()}`));
}
