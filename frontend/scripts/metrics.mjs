/**
 * How quickly pages come, by Chromium's own trace, on the production build, at a processor slowed down four times:
 * `npm run metrics -- [--files FOLDER] [--runs 3] [--slow 4]`. Prints JSON and fails above the bounds; of several runs the median counts.
 *
 * LCP: largest contentful paint, ms after navigation. CLS: sum of layout shifts. TBT: what tasks of the main thread take beyond 50 ms
 * each, after the first contentful paint. Bytes: as transferred, all resources together, with an empty cache.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { inLab } from './lab.mjs';

const BOUNDS = { lcp_ms: 1500, cls: 0.02, tbt_ms: 150 };
const CATEGORIES = [
  'loading',
  'devtools.timeline',
  'blink.user_timing',
  'toplevel',
  'disabled-by-default-devtools.timeline',
];
/** Nothing more is loaded, and nothing computed, for this long: then the page is there. */
const QUIET_MS = 2000;
const LONG_TASK_US = 50_000;

const { values } = parseArgs({
  options: {
    files: { type: 'string' },
    runs: { type: 'string', default: '3' },
    slow: { type: 'string', default: '4' },
  },
});

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

function figuresOf(trace, bytes) {
  const { traceEvents: events } = JSON.parse(trace.toString());
  // Pictures in SVG are documents of their own, with a navigation each; what paints content is the page.
  const painted = events.filter(({ name }) => name === 'firstContentfulPaint').at(-1);
  const start = events.find(
    ({ name, args }) => name === 'navigationStart' && args.data?.navigationId === painted?.args.data?.navigationId,
  );
  // A renderer that has only just been started may not be traced from its first moment on.
  if (!painted || !start) return null;
  const here = events.filter(({ pid, ts }) => pid === start.pid && ts >= start.ts);
  const main = events.find(
    ({ name, pid, args }) => name === 'thread_name' && pid === start.pid && args.name === 'CrRendererMain',
  );
  const after = (name) => here.filter((event) => event.name === name).map(({ ts }) => (ts - start.ts) / 1000);
  const fcp = (painted.ts - start.ts) / 1000;
  // The timeline's tasks. The scheduler traces the same ones, a little longer, around them: those are not counted a second time.
  const blocking = here
    .filter(({ name, tid, dur }) => name === 'RunTask' && tid === main?.tid && dur > LONG_TASK_US)
    .map(({ ts, dur }) => (ts + dur - Math.max(ts, start.ts + fcp * 1000) - LONG_TASK_US) / 1000)
    .reduce((sum, ms) => sum + Math.max(0, ms), 0);
  const shifts = here.filter(({ name, args }) => name === 'LayoutShift' && !args.data.had_recent_input);
  return {
    fcp_ms: Math.round(fcp),
    // No candidate after the first paint: it was the largest.
    lcp_ms: Math.round(after('largestContentfulPaint::Candidate').at(-1) ?? fcp),
    cls: Number(shifts.reduce((sum, { args }) => sum + args.data.score, 0).toFixed(4)),
    tbt_ms: Math.round(blocking),
    transferred_bytes: bytes,
  };
}

async function measure(browser, storageState, url) {
  const context = await browser.newContext({ storageState, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: Number(values.slow) });
  let bytes = 0;
  let last = Date.now();
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
    last = Date.now();
  });
  // So that the page's process is there, and traced from the first moment of what is measured.
  await page.goto(new URL('/favicon.svg', url).href);
  await browser.startTracing(page, { categories: CATEGORIES });
  await page.goto(url);
  // Nothing is asked of the page meanwhile: to look for an element is 50 ms of the test's own scripts.
  while (Date.now() - last < QUIET_MS) await sleep(100);
  const figures = figuresOf(await browser.stopTracing(), bytes);
  await page.locator('#main, main').first().waitFor();
  await context.close();
  return figures;
}

await inLab(values.files, async ({ url, browser, storageState }) => {
  const context = await browser.newContext({ storageState });
  const pages = { home: '/', library: '/library' };
  for (const kind of ['image', 'document', 'video', 'audio']) {
    const answer = await context.request.get(`${url}/api/v1/assets?kind=${kind}&status=ready&limit=1`);
    const [file] = (await answer.json()).items;
    if (file) pages[`viewer_${kind}`] = `/assets/${file.id}`;
    else console.error(`Not measured: there is no file of the kind ${kind}; --files FOLDER with one`);
  }
  await context.close();
  const report = {};
  const over = [];
  for (const [name, path] of Object.entries(pages)) {
    const runs = [];
    for (let tries = 0; runs.length < Number(values.runs); tries++) {
      if (tries > 3 * Number(values.runs)) throw new Error(`No trace of ${path} shows how it was opened.`);
      const figures = await measure(browser, storageState, url + path);
      if (figures) runs.push(figures);
    }
    report[name] = Object.fromEntries(Object.keys(runs[0]).map((key) => [key, median(runs.map((each) => each[key]))]));
    for (const [key, bound] of Object.entries(BOUNDS))
      if (report[name][key] >= bound) over.push(`${name}: ${key} is ${report[name][key]}, not below ${bound}`);
  }
  console.log(JSON.stringify({ slow_down: Number(values.slow), runs: Number(values.runs), pages: report }, null, 2));
  for (const line of over) console.error(line);
  if (over.length > 0) process.exitCode = 1;
});
