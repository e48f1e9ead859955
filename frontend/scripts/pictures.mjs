/* global document, Image */
/** Makes the pictures in ../docs/screens, which README.md shows, anew: `npm run pictures`. The library is the sample; BOWERBIRD_LAB_URL: of a stack that has it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inLab } from './lab.mjs';

const FOLDER = fileURLToPath(new URL('../../docs/screens', import.meta.url));
const QUALITY = 0.82;
const WIDE = { width: 1280, height: 800 };

const search = async (page, url, q) => {
  await page.goto(`${url}/?q=${encodeURIComponent(q)}`);
  await page.getByRole('list', { name: 'Strong matches' }).waitFor();
};

/** Each leaves the page as it is to be seen. */
const PICTURES = [
  ['search', { viewport: WIDE }, (page, url) => search(page, url, 'spring fair in the garden')],
  ['library', { viewport: WIDE }, (page, url) => page.goto(`${url}/library?sort=name`)],
  [
    'document',
    { viewport: { width: 1024, height: 640 } },
    async (page, url) => {
      await search(page, url, 'when does the water get turned off');
      await page.getByRole('link', { name: 'handbook.pdf' }).click();
      await page.locator('.hl').first().waitFor();
    },
  ],
  [
    'picture',
    { viewport: WIDE, colorScheme: 'dark' },
    async (page, url) => {
      await page.goto(`${url}/library?kind=image`);
      await page.getByRole('link', { name: /glacier-hut.jpg/ }).click();
      await page.getByText('Details').first().waitFor();
    },
  ],
  [
    'phone',
    { viewport: { width: 390, height: 800 } },
    (page, url) => search(page, url, 'what did the answering machine say'),
  ],
];

/** WebP by the browser's own encoder. */
const toWebp = (page, png) =>
  page.evaluate(
    async ([source, quality]) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      canvas.getContext('2d').drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', quality);
    },
    [`data:image/png;base64,${png.toString('base64')}`, QUALITY],
  );

await inLab(undefined, async ({ url, browser, storageState }) => {
  for (const [name, look, prepare] of PICTURES) {
    const context = await browser.newContext({ storageState, reducedMotion: 'reduce', colorScheme: 'light', ...look });
    const page = await context.newPage();
    await prepare(page, url);
    await page.waitForLoadState('networkidle').catch(() => {});
    await page.waitForTimeout(1500);
    const png = await page.screenshot();
    // On a page of its own: that of Bowerbird lets no data in from elsewhere.
    const encoder = await context.newPage();
    const webp = Buffer.from((await toWebp(encoder, png)).split(',')[1], 'base64');
    writeFileSync(join(FOLDER, `${name}.webp`), webp);
    console.log(`${name}.webp ${Math.round(webp.length / 1024)} kB`);
    await context.close();
  }
});
