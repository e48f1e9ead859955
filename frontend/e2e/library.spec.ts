import { expect, test } from '@playwright/test';
import { give, note, said } from './adding';
import { expectAccessible } from './axe';

const SHADES = ['Copper', 'Slate', 'Moss', 'Ochre'];

test('a selection goes to the trash and comes back with Undo', async ({ page }) => {
  await give(
    page,
    SHADES.map((name) => note(`${name}.md`, `${name} is one of the colours of the shed door.\n`)),
  );
  await page.goto('/library');
  const tile = (name: string) => page.getByRole('link', { name: `${name}.md` });
  await page.getByRole('checkbox', { name: 'Select Copper.md' }).check();
  await page.getByRole('checkbox', { name: 'Select Moss.md' }).check();
  await expect(page.getByRole('region', { name: '2 selected' })).toBeVisible();
  await expectAccessible(page, 'selection');
  await page.getByRole('button', { name: 'Move to trash' }).click();
  await expect(tile('Copper')).toBeHidden();
  await expect(tile('Moss')).toBeHidden();
  await expect(tile('Slate')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(tile('Copper')).toBeVisible();
  await expect(tile('Moss')).toBeVisible();
});

test('Shift picks a stretch, and the selection can be tagged', async ({ page }) => {
  const tag = `shades-${Date.now()}`;
  await page.goto('/library?kind=document');
  const boxes = page.getByRole('checkbox', { name: /^Select / });
  await boxes.nth(0).check();
  await boxes.nth(2).click({ modifiers: ['Shift'] });
  await expect(page.getByRole('region', { name: '3 selected' })).toBeVisible();
  await page.getByRole('button', { name: 'Tag', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(tag);
  await expectAccessible(page, 'tag dialog');
  await page.keyboard.press('Enter');
  await expect(said(page)).toHaveText(`3 files have the tag “${tag}”`);
  await page.goto(`/library?tag=${tag}`);
  await expect(page.getByRole('checkbox', { name: /^Select / })).toHaveCount(3);
});

test('what is in the trash is restored from there', async ({ page }) => {
  await page.goto('/library?kind=document');
  await page.getByRole('link', { name: 'Ochre.md' }).focus();
  await page.keyboard.press('Delete');
  await expect(page.getByRole('link', { name: 'Ochre.md' })).toBeHidden();
  // The focus goes on to the tile that comes into its place.
  await expect(page.locator('[data-tile]:focus')).toBeVisible();
  await page.goto('/library?trashed=true');
  await page.getByRole('checkbox', { name: 'Select Ochre.md' }).check();
  await page.getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByRole('link', { name: 'Ochre.md' })).toBeHidden();
  await page.goto('/library?kind=document');
  await expect(page.getByRole('link', { name: 'Ochre.md' })).toBeVisible();
});
