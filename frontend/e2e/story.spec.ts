import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from './axe';
import { harness, OWNER, ownerLink, storageState } from './harness';
import { makePdf } from './pdf';

test.describe.configure({ mode: 'serial' });

const filler = (topic: string) =>
  `This page is about ${topic}. It says what was done, by whom and when, and what is left to do, so that whoever reads it later can go on from here.`;

const PDF = makePdf([
  filler('the roof and its gutters'),
  filler('the heating in the cellar'),
  'The bicycle shed stands behind the house. Its lock is opened with the brass key that hangs beside the kitchen door. Visitors may lean their bicycles against the fence.',
  filler('the garden and the old pear tree'),
]);

const queue = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });

async function upload(page: Page, files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  await page.goto('/add');
  await page.getByTestId('files').setInputFiles(files);
}

test('first run: the link makes the owner, once', async ({ page }) => {
  await page.goto(ownerLink());
  await expect(page.getByRole('heading', { name: 'Make it yours' })).toBeVisible();
  await expectAccessible(page, 'owner');
  await page.getByRole('button', { name: 'Create the owner' }).click();
  await expect(page.getByText('12 more characters needed.')).toBeVisible();
  await page.getByLabel('Name').fill(OWNER.name);
  await page.getByLabel('Email').fill(OWNER.email);
  await page.getByLabel('Password').fill(OWNER.password);
  await page.getByRole('button', { name: 'Create the owner' }).click();
  await expect(page.getByRole('heading', { name: 'Put something in' })).toBeVisible();
  await page.context().storageState({ path: storageState });

  await page.context().clearCookies();
  await page.goto('about:blank');
  await page.goto(ownerLink());
  await expect(page.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible();
});

test.describe('signed in', () => {
  test.use({ storageState });

  test('a PDF goes in, is read, is found, and opens at its page with the passage marked', async ({ page }) => {
    await upload(page, [{ name: 'House notes.pdf', mimeType: 'application/pdf', buffer: PDF }]);
    const row = queue(page, 'House notes.pdf');
    await expect(row.getByText('Ready', { exact: true })).toBeVisible({ timeout: 90_000 });

    await page.keyboard.press('/');
    await page.keyboard.type('where is the key of the bike shed');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/\?q=where\+is\+the\+key/);
    const strong = page.getByRole('list', { name: 'Strong matches' });
    await expect(strong.getByText(/Written on page 3 of 4/)).toBeVisible();
    await expect(strong.locator('mark').first()).toBeVisible();
    await expect(strong.locator('.sheet img')).toHaveJSProperty('complete', true);
    await expectAccessible(page, 'results');

    await strong.getByRole('link', { name: 'House notes.pdf' }).click();
    const sheet = page.locator('[data-page="3"][data-state="drawn"]');
    await expect(sheet).toBeVisible();
    await expect(page).toHaveURL(/page=3&segment=/);
    await expect(page.getByLabel('Page', { exact: true })).toHaveValue('3');
    await expect(sheet.locator('.hl').first()).toBeInViewport();
    // The mark lies over the words: the text layer of the page says where they are.
    await expect(sheet.locator('.textLayer')).toContainText('kitchen door');
    const words = sheet.locator('.textLayer span', { hasText: 'shed' }).first();
    const line = await words.boundingBox();
    const marks = await Promise.all((await sheet.locator('.hl').all()).map((mark) => mark.boundingBox()));
    expect(
      marks.some(
        (mark) => mark && line && Math.abs(mark.y + mark.height / 2 - (line.y + line.height / 2)) < line.height / 2,
      ),
    ).toBe(true);
    await expectAccessible(page, 'document');

    await page.reload();
    await expect(page.locator('[data-page="3"][data-state="drawn"]')).toBeInViewport();
    await page.goBack();
    await expect(page.getByRole('list', { name: 'Strong matches' })).toBeVisible();
  });

  test('the same bytes are known, under any name', async ({ page }) => {
    await upload(page, [{ name: 'Another name.pdf', mimeType: 'application/pdf', buffer: PDF }]);
    await expect(queue(page, 'Another name.pdf').getByText('Already in your library')).toBeVisible();
  });

  test('a broken file says why and can be tried again; the others are well', async ({ page }) => {
    const note = '# Day 9\n\nFerry at 10:40, then 33 km by bike on the single-track road. Passing places, no shops.\n';
    await upload(page, [
      {
        name: 'Broken.pdf',
        mimeType: 'application/pdf',
        buffer: Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(900, 7)]),
      },
      { name: 'Two weeks by bike.md', mimeType: 'text/markdown', buffer: Buffer.from(note) },
    ]);
    await expect(queue(page, 'Two weeks by bike.md').getByText('Ready', { exact: true })).toBeVisible({
      timeout: 90_000,
    });
    const broken = queue(page, 'Broken.pdf');
    await expect(broken.locator('.job__say.bad')).not.toBeEmpty({ timeout: 90_000 });
    await expectAccessible(page, 'upload');
    const retried = page.waitForResponse((response) => response.url().endsWith('/retry'));
    await broken.getByRole('button', { name: 'Retry' }).click();
    expect((await retried).ok()).toBe(true);
    await expect(broken.locator('.job__say.bad')).not.toBeEmpty({ timeout: 90_000 });

    await page.goto('/library?status=failed');
    await expect(page.getByRole('button', { name: 'Retry Broken.pdf' })).toBeVisible();
  });

  test('a note is shown as its text with the passage marked', async ({ page }) => {
    await page.goto('/?q=ferry+and+bike');
    await page.getByRole('link', { name: 'Two weeks by bike.md' }).click();
    await expect(page.getByRole('region', { name: 'Two weeks by bike.md' }).locator('mark').first()).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page).toHaveURL(/\/\?q=ferry/);
  });

  test('nothing matches is said, with what to try', async ({ page }) => {
    await page.goto('/?q=' + encodeURIComponent('"winter tyres of the zeppelin"'));
    await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
    await expect(page.getByRole('link', { name: /Without the quotes/ })).toBeVisible();
    await expectAccessible(page, 'nothing');
  });

  test('to the trash, and back with Undo', async ({ page }) => {
    await page.goto('/library');
    await page.getByRole('link', { name: /House notes/ }).focus();
    await page.keyboard.press('Delete');
    await expect(page.getByRole('link', { name: /House notes/ })).toBeHidden();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByRole('link', { name: /House notes/ })).toBeVisible();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`no page has an axe finding or scrolls sideways, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const width of [360, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        for (const path of ['/', '/?q=bicycle', '/library', '/library?trashed=true', '/add', '/settings']) {
          await page.goto(path);
          await page.waitForLoadState('networkidle').catch(() => {});
          await expect(page.locator('#main')).toBeVisible();
          await expectAccessible(page, `${path} ${width}`);
          await expectNoSidewaysScroll(page, `${path} ${width}`);
        }
        await page.goto('/?q=bicycle+shed');
        await page.getByRole('link', { name: 'House notes.pdf' }).click();
        await expect(page.locator('[data-state="drawn"]').first()).toBeVisible();
        await expectAccessible(page, `viewer ${width}`);
        await expectNoSidewaysScroll(page, `viewer ${width}`);
      }
    });
  }

  test('signing out ends the session here', async ({ page }) => {
    await page.goto('/settings');
    await page.getByRole('region', { name: 'You' }).getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
    await expectAccessible(page, 'sign-in');
    await page.goto('/library');
    await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
    expect(new URL(page.url()).searchParams.get('to')).toBe('/library');
    await page.getByLabel('Email').fill(OWNER.email);
    await page.getByLabel('Password').fill('not this one at all');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('status').filter({ hasText: /\S/ }).first()).toBeVisible();
    await page.getByLabel('Password').fill(OWNER.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL(`${harness.url}/library`);
  });
});
