import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { give, note, said } from './adding';

/** Tabs on until what has the focus has this name. */
async function tabTo(page: Page, name: string | RegExp, most = 60): Promise<void> {
  for (let at = 0; at < most; at++) {
    await page.keyboard.press('Tab');
    const focus = page.locator(':focus');
    const found = await focus.evaluateAll(
      (elements, wanted) =>
        elements.some((element) =>
          new RegExp(wanted).test(element.getAttribute('aria-label') ?? element.textContent ?? ''),
        ),
      typeof name === 'string' ? `^${name}$` : name.source,
    );
    if (found) return;
  }
  throw new Error(`Tab does not lead to ${String(name)}`);
}

test('all by keyboard: skip link, search, a result, back, the library, a selection, the trash, Undo', async ({
  page,
}) => {
  await give(page, [
    note('Bee keeping.md', 'The hive by the plum tree swarmed on the ninth of May and was caught in a straw skep.\n'),
    note('Honeycomb.md', 'Six walls of wax, and honey behind each lid.\n'),
  ]);
  await page.goto('/library');
  await expect(page.getByRole('link', { name: /Honeycomb.md/ })).toBeVisible();
  await tabTo(page, 'Skip to content', 2);
  await expect(page.locator(':focus')).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#main$/);

  await page.keyboard.press('/');
  await page.keyboard.type('when did the hive swarm');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Strong matches' })).toBeVisible();
  // Asked in the header's box, which is not there any more.
  await expect(page.locator('[data-search-box]')).toBeFocused();
  await tabTo(page, /Bee keeping/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Bee keeping.md' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('list', { name: 'Strong matches' })).toBeVisible();

  await page.goto('/library');
  const tiles = page.locator('[data-tile]');
  await expect(tiles.first()).toBeVisible();
  for (let at = 0; at < 60 && !(await page.locator('[data-tile]:focus').count()); at++)
    await page.keyboard.press('Tab');
  await page.keyboard.press('Home');
  await expect(tiles.first()).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(tiles.nth(1)).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.locator(':focus')).toHaveRole('checkbox');
  await page.keyboard.press('Space');
  await expect(page.getByRole('region', { name: '1 selected' })).toBeVisible();
  // What is selected is what a key means, wherever the focus is.
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Home');
  await page.keyboard.press('t');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('Space');
  await expect(page.getByRole('region', { name: '2 selected' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page.getByRole('region', { name: '1 selected' })).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(page.getByRole('region', { name: '1 selected' })).toBeHidden();
  await tabTo(page, 'Undo');
  await page.keyboard.press('Enter');
  await expect(said(page)).toHaveText('Undone for 1 file');
});
