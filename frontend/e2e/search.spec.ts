import { expect, test } from '@playwright/test';
import { give, note, pdf } from './adding';
import { expectAccessible } from './axe';

const filler = (topic: string) =>
  `This page is about ${topic}. It says what was done, by whom and when, and what is left to do, so that whoever reads it later can go on from here.`;

const HOUSE = pdf('House notes.pdf', [
  filler('the roof and its gutters'),
  filler('the heating in the cellar'),
  'The bicycle shed stands behind the house. Its lock is opened with the brass key that hangs beside the kitchen door. Visitors may lean their bicycles against the fence.',
  filler('the garden and the old pear tree'),
]);
const TOUR = note(
  'Two weeks by bike.md',
  '# Day 9\n\nFerry at 10:40, then 33 km by bike on the single-track road. Passing places, no shops.\n',
);

test('words lead to the moment: the page of the document with the passage marked', async ({ page }) => {
  await give(page, [HOUSE, TOUR]);
  await page.keyboard.press('/');
  await page.keyboard.type('where is the key of the bike shed');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/\?q=where\+is\+the\+key/);
  const strong = page.getByRole('list', { name: 'Strong matches' });
  await expect(strong.getByText(/Written on page 3 of 4/)).toBeVisible();
  await expect(strong.locator('mark').first()).toBeVisible();
  await expect(strong.locator('.sheet img').first()).toHaveJSProperty('complete', true);
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

test('a document opens at its page before the picture of that page has come', async ({ page }) => {
  await page.goto('/?q=where+is+the+key+of+the+bike+shed');
  const found = page.getByRole('link', { name: 'House notes.pdf' });
  await expect(found).toBeVisible();
  let arrive = () => {};
  const held = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(/\/pages\/3\?/, async (route) => {
    await held;
    await route.continue();
  });
  await found.click();
  await expect(page.getByLabel('Page', { exact: true })).toHaveValue('3');
  arrive();
  await expect(page.locator('[data-page="3"] .hl').first()).toBeInViewport();
  await expect(page.getByLabel('Page', { exact: true })).toHaveValue('3');
  await page.unrouteAll({ behavior: 'wait' });
});

test('a note is shown as its text with the passage marked; Escape leads back', async ({ page }) => {
  await page.goto('/?q=ferry+and+bike');
  await page.getByRole('link', { name: 'Two weeks by bike.md' }).click();
  await expect(page.getByRole('region', { name: 'Two weeks by bike.md' }).locator('mark').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/\?q=ferry/);
});

test('filters stand in the address, and Back takes them off one by one', async ({ page }) => {
  await page.goto('/?q=bicycle');
  const kinds = page.getByRole('group', { name: 'Kinds' });
  const documents = kinds.getByRole('button', { name: /^Documents/ });
  await expect(documents).toBeEnabled();
  await documents.click();
  await expect(page).toHaveURL(/kind=document/);
  await expect(documents).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Order: Best match' }).click();
  await page.getByRole('menuitemradio', { name: 'Newest first' }).click();
  await expect(page).toHaveURL(/sort=newest/);
  await expect(page.getByRole('button', { name: 'Order: Newest first' })).toBeVisible();
  await page.goBack();
  await expect(page).not.toHaveURL(/sort=/);
  await expect(page).toHaveURL(/kind=document/);
  await expect(page.getByRole('button', { name: 'Order: Best match' })).toBeVisible();
  await page.goBack();
  await expect(page).not.toHaveURL(/kind=/);
  await expect(documents).toHaveAttribute('aria-pressed', 'false');
});

test('that nothing matches is said, with what to try', async ({ page }) => {
  await page.goto('/?q=' + encodeURIComponent('"winter tyres of the zeppelin"'));
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await expect(page.getByRole('link', { name: /Without the quotes/ })).toBeVisible();
  await expectAccessible(page, 'nothing');
});
