import { expect, test } from '@playwright/test';
import { add, note, pdf, png, untilRead, wav, webm } from './adding';
import { expectAccessible } from './axe';

test('a file of each kind goes in, is read, stands in the library and opens in its own viewer', async ({ page }) => {
  test.slow();
  await page.goto('/add');
  const film = await webm(page, 'Sliding square.webm');
  const files = [
    png('Evening colours.png', 480, 320, (x, y) => [40 + 180 * x, 60 + 90 * y, 150 - 60 * x]),
    pdf('Lease of the workshop.pdf', ['The workshop is let from May. The deposit is three rents.']),
    note('Seedlings.md', '# Seedlings\n\nLeeks and celery are sown in February behind glass.\n'),
    film,
    wav('Low tone.wav', 3),
    { name: 'Measurements.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(2048, 0x5a) },
  ];
  await add(page, files);
  for (const { name } of files) await untilRead(page, name);
  await expectAccessible(page, 'all read');

  const open = async (name: string) => {
    await page.goto('/library');
    await page.getByRole('link', { name }).first().click();
    await expect(page).toHaveURL(/\/assets\//);
    await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
  };
  await open('Evening colours.png');
  await expect(page.getByRole('img', { name: 'Evening colours.png' }).last()).toHaveJSProperty('complete', true);
  await expectAccessible(page, 'picture');
  await open('Lease of the workshop.pdf');
  await page.mouse.move(0, 0);
  const opened: string[] = [];
  page.on('request', (request) => {
    if (/\/static\/pdf|\/original$/.test(request.url())) opened.push(request.url());
  });
  await page.reload();
  const sheet = page.locator('[data-page="1"][data-state="drawn"]');
  await expect(sheet).toBeVisible();
  expect(opened, 'pages are pictures until somebody turns to them').toEqual([]);
  await sheet.hover();
  await expect(sheet.locator('.textLayer')).toContainText('three rents');
  await expectAccessible(page, 'document');
  await open('Seedlings.md');
  await expect(page.getByRole('region', { name: 'Seedlings.md' })).toContainText('Leeks and celery');
  await expectAccessible(page, 'text');
  await open('Sliding square.webm');
  await expect(page.getByRole('button', { name: 'Play' }).first()).toBeVisible();
  await expect
    .poll(() => page.locator('video').evaluate((video: HTMLVideoElement) => video.readyState))
    .toBeGreaterThan(0);
  await expectAccessible(page, 'video');
  await open('Low tone.wav');
  await page.getByRole('button', { name: 'Play' }).first().click();
  await expect
    .poll(() => page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime))
    .toBeGreaterThan(0);
  await expectAccessible(page, 'recording');
  await open('Measurements.bin');
  await expect(page.getByRole('link', { name: 'Download' }).first()).toBeVisible();
  await expectAccessible(page, 'other');
});
