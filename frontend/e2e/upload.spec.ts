import { randomBytes } from 'node:crypto';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { add, give, note, row, untilRead } from './adding';
import { expectAccessible } from './axe';

const PIECE = 16 * 1024 * 1024;

test('the same bytes are known, under any name', async ({ page }) => {
  const text = 'The ladder is lent to number seven until Sunday.\n';
  await give(page, [note('Ladder.md', text)]);
  await add(page, [note('Another name.md', text)]);
  await expect(row(page, 'Another name.md').getByText('Already in your library')).toBeVisible();
});

test('a broken file says why and can be tried again; the others are well', async ({ page }) => {
  await add(page, [
    {
      name: 'Broken.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(900, 7)]),
    },
    note('Beside it.md', 'This one is whole, and is read although its neighbour cannot be.\n'),
  ]);
  await untilRead(page, 'Beside it.md');
  const broken = row(page, 'Broken.pdf');
  await expect(broken.locator('.job__say.bad')).not.toBeEmpty({ timeout: 400_000 });
  await expectAccessible(page, 'upload');
  const retried = page.waitForResponse((response) => response.url().endsWith('/retry'));
  await broken.getByRole('button', { name: 'Retry' }).click();
  expect((await retried).ok()).toBe(true);
  await expect(broken.locator('.job__say.bad')).not.toBeEmpty({ timeout: 400_000 });

  await page.goto('/library?status=failed');
  await expect(page.getByRole('button', { name: 'Retry Broken.pdf' })).toBeVisible();
});

/** A line on which the first piece of a file arrives and the second one never leaves, until `cut` is set to false. */
async function cutAfterFirstPiece(page: Page): Promise<{ cut: boolean; held: number }> {
  const line = { cut: true, held: 0 };
  await page.route('**/api/v1/uploads/*', async (route) => {
    const offset = route.request().headers()['upload-offset'];
    if (line.cut && route.request().method() === 'PATCH' && offset !== '0') line.held += 1;
    else await route.continue();
  });
  return line;
}

test('an interrupted upload goes on after a reload from where it was', async ({ page }) => {
  const file = { name: 'Long film.bin', mimeType: 'application/octet-stream', buffer: randomBytes(PIECE + 4096) };
  const line = await cutAfterFirstPiece(page);
  await add(page, [file]);
  await expect.poll(() => line.held, { timeout: 120_000 }).toBeGreaterThan(0);
  await expect(row(page, file.name).getByRole('progressbar')).toBeVisible();

  const offsets: (string | undefined)[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') offsets.push(request.headers()['upload-offset']);
  });
  // Leaving while files are sent is asked about.
  page.on('dialog', (dialog) => void dialog.accept());
  line.cut = false;
  await page.reload();
  await untilRead(page, file.name);
  expect(offsets).toEqual([String(PIECE)]);
});

test('sending can be paused and goes on by hand', async ({ page }) => {
  const file = { name: 'Long talk.bin', mimeType: 'application/octet-stream', buffer: randomBytes(PIECE + 4096) };
  const line = await cutAfterFirstPiece(page);
  await add(page, [file]);
  await expect(row(page, file.name).getByRole('progressbar')).toBeVisible();
  await row(page, file.name)
    .getByRole('button', { name: `Pause ${file.name}` })
    .click();
  await expect(row(page, file.name).getByText('Paused')).toBeVisible();
  await expectAccessible(page, 'paused');
  line.cut = false;
  await row(page, file.name)
    .getByRole('button', { name: `Go on with ${file.name}` })
    .click();
  await untilRead(page, file.name);
});

test('what one tab sends is sent by no other', async ({ page, context }) => {
  const file = { name: 'Long walk.bin', mimeType: 'application/octet-stream', buffer: randomBytes(PIECE + 4096) };
  const line = await cutAfterFirstPiece(page);
  await add(page, [file]);
  await expect.poll(() => line.held, { timeout: 120_000 }).toBeGreaterThan(0);
  const other = await context.newPage();
  await add(other, [note('From the other tab.md', 'Two tabs each send what was given to them.\n')]);
  await untilRead(other, 'From the other tab.md');
  await expect(row(other, file.name)).toHaveCount(0);
  line.cut = false;
  await page.close({ runBeforeUnload: false });
  // Its tab is closed now: another one takes it up.
  await other.reload();
  await untilRead(other, file.name);
});
