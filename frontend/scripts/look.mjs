/* global document, innerHeight, innerWidth */
/**
 * Screenshots of every page, to be looked at: `npm run look -- [--out FOLDER] [--files FOLDER] [--sizes 390,1440,2560]`.
 * Without --files the library is the sample. BOWERBIRD_LAB_URL: of a stack that runs already. --pages a,b: these alone.
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

/** A collection with a few files, and one that is a search; made unless they are there. */
async function someCollection(request, url, csrf) {
  const { items } = await (await request.get(`${url}/api/v1/collections`)).json();
  if (items.length > 0) return (items.find(({ count }) => count > 0) ?? items[0]).id;
  const headers = { 'X-CSRF-Token': csrf, Origin: url };
  const make = async (data) => (await request.post(`${url}/api/v1/collections`, { headers, data })).json();
  const { id } = await make({ name: 'Two weeks by bike' });
  await make({ name: 'Receipts', parent_id: id });
  await make({ name: 'What was said', query: 'type:audio' });
  const { items: some } = await (await request.get(`${url}/api/v1/assets?kind=image&limit=7`)).json();
  const asset_ids = some.map((asset) => asset.id);
  const data = { action: 'add_to_collection', collection_id: id, asset_ids };
  await request.post(`${url}/api/v1/assets/bulk`, { headers, data });
  return id;
}

async function pages(context, url) {
  const found = {};
  for (const kind of ['image', 'document', 'video', 'audio', 'other'])
    found[kind] = await oneOf(context.request, url, kind);
  const { csrf_token } = await (await context.request.get(`${url}/api/v1/auth/session`)).json();
  const collection = await someCollection(context.request, url, csrf_token);
  const q = encodeURIComponent(values.query);
  return [
    ['home', '/'],
    ['search', `/?q=${q}`],
    ['search-nothing', `/?q=${encodeURIComponent('"winter tyres of the zeppelin"')}`],
    ['search-error', `/?q=${q}`, { '**/api/v1/search*': FAILED }],
    ['search-loading', `/?q=${q}`, { '**/api/v1/search*': NEVER }],
    ['library', '/library'],
    ['library-error', '/library', { '**/api/v1/assets/{grid,timeline}*': FAILED }],
    ['library-loading', '/library', { '**/api/v1/assets/{grid,timeline}*': NEVER }],
    ['library-offline', '/library', { '**/api/v1/assets/{grid,timeline}*': AWAY }],
    ['trash', '/library?trashed=true'],
    ['collections', '/collections'],
    ['collection', `/collections/${collection}`],
    ['add', '/add'],
    ['activity', '/activity'],
    ['settings', '/settings'],
    ['not-found', '/assets/00000000-0000-7000-8000-000000000000'],
    ['welcome-files', '/welcome?step=files'],
    ...Object.entries(found).flatMap(([kind, id]) => (id ? [[`viewer-${kind}`, `/assets/${id}?from=library`]] : [])),
  ];
}

const BODY = JSON.stringify({ code: 'unavailable', detail: 'The database does not answer. Try again in a moment.' });
const FAILED = (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: BODY });
const NEVER = () => undefined;
const AWAY = (route) => route.abort();
const NEW = (route) =>
  route.fulfill({ json: { user: null, setup_needed: true, csrf_token: null, limits: { max_bytes: 0 } } });
const USED = (route) =>
  route.fulfill({ json: { user: null, setup_needed: false, csrf_token: null, limits: { max_bytes: 0 } } });

/** What people see who have not signed in. */
const DOORS = [
  ['sign-in', '/sign-in'],
  ['welcome', '/welcome#token=once', { '**/api/v1/auth/session': NEW }],
  ['welcome-used', '/welcome#token=once', { '**/api/v1/auth/session': USED }],
];

await inLab(values.files, async ({ url, browser, storageState }) => {
  mkdirSync(values.out, { recursive: true });
  const wanted = values.pages.split(',').filter(Boolean);
  for (const colorScheme of values.schemes.split(',')) {
    for (const width of values.sizes.split(',').map(Number)) {
      const viewport = { width, height: HEIGHTS[width] ?? 900 };
      const context = await browser.newContext({ storageState, viewport, colorScheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      const look = async (page, [name, path, answers = {}]) => {
        if (wanted.length > 0 && !wanted.includes(name)) return;
        for (const [address, answer] of Object.entries(answers)) await page.route(address, answer);
        await page.goto(url + path);
        await page.locator('#main, main').first().waitFor({ timeout: 120_000 });
        await settled(page, answers);
        await page.screenshot({ path: join(values.out, `${name}-${width}-${colorScheme}.png`) });
        await page.unrouteAll({ behavior: 'ignoreErrors' });
      };
      for (const each of await pages(context, url)) await look(page, each);
      const visitor = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
      for (const each of DOORS) await look(await visitor.newPage(), each);
      await visitor.close();
      await context.close();
    }
  }
  console.log(values.out);
});

/** Nothing was asked of the server for a while, no skeleton is left, and every picture in view has arrived. */
async function settled(page, answers) {
  let last = Date.now();
  const note = (request) => {
    if (request.resourceType() !== 'eventsource') last = Date.now();
  };
  page.on('request', note).on('requestfinished', note);
  while (Date.now() - last < QUIET_MS) await page.waitForTimeout(100);
  page.off('request', note).off('requestfinished', note);
  if (Object.values(answers).includes(NEVER)) return;
  await page
    .waitForFunction(
      () => {
        const inView = (image) => {
          const { top, left, right, bottom } = image.getBoundingClientRect();
          return top < innerHeight && bottom > 0 && left < innerWidth && right > 0;
        };
        return (
          !document.querySelector('.sk, .lib__blank, .spin:not(.ring, .cell__now *, .stages *)') &&
          [...document.images].every((image) => image.complete || !inView(image))
        );
      },
      undefined,
      { timeout: 30_000 },
    )
    .catch(() => console.warn(`not settled: ${page.url()}`));
}
