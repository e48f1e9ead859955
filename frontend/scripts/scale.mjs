/* global document, innerHeight, requestAnimationFrame, scrollBy */
/**
 * The library with 100,000 files: `npm run scale -- [--count 100000]`. Imports the sample, multiplies it by SQL (benchmarks/library_scale.py),
 * and prints as JSON: when the first tiles are there, the largest answer of the API, and how many frames of a scroll showed a blank
 * tile. BOWERBIRD_LAB_URL: in a stack that runs already and is large enough.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inLab } from './lab.mjs';

const BOUNDS = { first_tiles_ms: 1000, largest_answer_bytes: 200_000, blank_share: 0.01 };
/** A page of a thousand pixels a second: quicker than one looks. */
const PIXELS_A_SECOND = 1000;
const SCROLL_SECONDS = 12;

const { values } = parseArgs({ options: { count: { type: 'string', default: '100000' } } });
const backend = fileURLToPath(new URL('../../backend', import.meta.url));

function multiply(home) {
  const { status } = spawnSync('../.venv/bin/python', ['-m', 'benchmarks.library_scale', '--count', values.count], {
    cwd: backend,
    env: { ...process.env, BOWERBIRD_HOME: home },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error('The files were not made.');
}

/** Frames of a scroll at an even speed, and those in which a tile in view was blank: not drawn, or its picture not there. */
const scroll = ({ seconds, speed }) =>
  new Promise((resolve) => {
    const started = performance.now();
    let last = started;
    const seen = { frames: 0, blank: 0, longest_frame_ms: 0 };
    const inView = (element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return bottom > 80 && top < innerHeight;
    };
    const step = (now) => {
      const took = now - last;
      last = now;
      scrollBy(0, (speed * took) / 1000);
      seen.frames += 1;
      seen.longest_frame_ms = Math.max(seen.longest_frame_ms, Math.round(took));
      const blank =
        [...document.querySelectorAll('.lib__blank')].some(inView) ||
        [...document.querySelectorAll('.cell img')].some(
          (image) => !image.complete && !image.style.background && inView(image),
        );
      if (blank) seen.blank += 1;
      if (now - started < seconds * 1000) requestAnimationFrame(step);
      else resolve(seen);
    };
    requestAnimationFrame(step);
  });

await inLab(undefined, async ({ url, browser, storageState, home }) => {
  if (home) multiply(home);
  const context = await browser.newContext({ storageState, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const answers = [];
  page.on('response', (response) => {
    // The event stream does not end.
    if (!response.url().includes('/api/') || response.url().endsWith('/events')) return;
    const sized = response
      .request()
      .sizes()
      .catch(() => null);
    answers.push(
      sized.then((sizes) => ({
        bytes: sizes?.responseBodySize ?? 0,
        url: response.url().slice(url.length, url.length + 80),
      })),
    );
  });
  const first = [];
  for (let run = 0; run < 3; run++) {
    const started = Date.now();
    await page.goto(`${url}/library`);
    await page.locator('[data-tile]').first().waitFor();
    first.push(Date.now() - started);
  }
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  const seen = await page.evaluate(scroll, { seconds: SCROLL_SECONDS, speed: PIXELS_A_SECOND });
  const largest = (await Promise.all(answers)).reduce((most, each) => (each.bytes > most.bytes ? each : most), {
    bytes: 0,
  });
  const { total } = await (await context.request.get(`${url}/api/v1/assets?limit=1`)).json();
  const report = {
    files: total,
    first_tiles_ms: first.sort((a, b) => a - b)[1],
    largest_answer_bytes: largest.bytes,
    largest_answer: largest.url,
    scroll: { ...seen, pixels_a_second: PIXELS_A_SECOND },
    blank_share: Number((seen.blank / seen.frames).toFixed(4)),
  };
  console.log(JSON.stringify(report, null, 2));
  for (const [key, bound] of Object.entries(BOUNDS)) {
    if (report[key] < bound) continue;
    console.error(`${key} is ${report[key]}, not below ${bound}`);
    process.exitCode = 1;
  }
});
