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
/** A page is left alone for so long, which its last second must not need. */
const SETTLED_MS = 6000;
const QUIET_MS = 1000;
const LONG_TASK_US = 50_000;

const { values } = parseArgs({
  options: {
    files: { type: 'string' },
    runs: { type: 'string', default: '3' },
    slow: { type: 'string', default: '4' },
  },
});

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

function figuresOf(trace) {
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
  if (Math.max(...after('ResourceFinish')) > SETTLED_MS - QUIET_MS) throw new Error('The page was still loading.');
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
    transferred_bytes: here
      .filter(({ name }) => name === 'ResourceFinish')
      .reduce((sum, { args }) => sum + (args.data.encodedDataLength ?? 0), 0),
  };
}

/**
 * A page that nobody watches. Playwright has the inspector note who asked for what, for which V8 reads the page's first file a second time on the main
 * thread: at four times slower that is a fifth of a second that no visitor waits for. So Chromium is asked for a page that Playwright does not know.
 */
async function openUnwatched(root, { cookies, origins }, url) {
  const { browserContextId } = await root.send('Target.createBrowserContext');
  await root.send('Storage.setCookies', { browserContextId, cookies });
  const { targetId } = await root.send('Target.createTarget', { url, browserContextId });
  const { sessionId } = await root.send('Target.attachToTarget', { targetId, flatten: false });
  let said = 0;
  const tell = (method, params = {}) =>
    new Promise((resolve, reject) => {
      const id = ++said;
      const hear = (answer) => {
        const { id: to, result, error } = JSON.parse(answer.message);
        if (answer.sessionId !== sessionId || to !== id) return;
        root.off('Target.receivedMessageFromTarget', hear);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result);
      };
      root.on('Target.receivedMessageFromTarget', hear);
      root
        .send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) })
        .catch(reject);
    });
  const isThere = `location.href === ${JSON.stringify(url)} && document.readyState === 'complete'`;
  // Until its document has been made there is nothing to ask.
  const look = () => tell('Runtime.evaluate', { expression: isThere }).catch(() => null);
  while (!(await look())?.result.value) await sleep(50);
  for (const { name, value } of origins.flatMap(({ localStorage }) => localStorage))
    await tell('Runtime.evaluate', { expression: `localStorage.setItem(...${JSON.stringify([name, value])})` });
  return { tell, close: () => root.send('Target.disposeBrowserContext', { browserContextId }) };
}

async function measure(browser, root, storageState, url) {
  // So that the page's process is there, and traced from the first moment of what is measured.
  const { tell, close } = await openUnwatched(root, storageState, new URL('/icon.svg', url).href);
  await tell('Emulation.setDeviceMetricsOverride', { width: 1440, height: 900, deviceScaleFactor: 1, mobile: false });
  await tell('Emulation.setCPUThrottlingRate', { rate: Number(values.slow) });
  await browser.startTracing(undefined, { categories: CATEGORIES });
  await tell('Page.navigate', { url });
  // Nothing is asked of the page meanwhile.
  await sleep(SETTLED_MS);
  const figures = figuresOf(await browser.stopTracing());
  await close();
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
  const root = await browser.newBrowserCDPSession();
  const report = {};
  const over = [];
  for (const [name, path] of Object.entries(pages)) {
    const runs = [];
    for (let tries = 0; runs.length < Number(values.runs); tries++) {
      if (tries > 3 * Number(values.runs)) throw new Error(`No trace of ${path} shows how it was opened.`);
      const figures = await measure(browser, root, storageState, url + path);
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
