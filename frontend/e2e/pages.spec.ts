import { expect, test } from '@playwright/test';
import { give, pdf } from './adding';
import { expectAccessible, expectNoSidewaysScroll } from './axe';

const PAGES = [
  '/',
  '/?q=almanac',
  '/library',
  '/library?trashed=true',
  '/collections',
  '/add',
  '/activity',
  '/settings',
  '/nowhere',
];

test.beforeAll(async ({ browser }) => {
  const page = await browser.newPage();
  await give(page, [pdf('Almanac.pdf', ['An almanac of tides, moons and first frosts for the coast.'])]);
  await page.close();
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 1440]) {
    test(`no page has an axe finding or scrolls sideways: ${colorScheme}, ${width} px`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      for (const path of PAGES) {
        await page.goto(path);
        await expect(page.locator('#main')).toBeVisible();
        await expect(page.locator('.sk')).toHaveCount(0);
        await expectAccessible(page, `${path} ${width}`);
        await expectNoSidewaysScroll(page, `${path} ${width}`);
      }
      await page.goto('/?q=almanac');
      await page.getByRole('link', { name: 'Almanac.pdf' }).first().click();
      await expect(page.locator('[data-state="drawn"]').first()).toBeVisible();
      await expectAccessible(page, `viewer ${width}`);
      await expectNoSidewaysScroll(page, `viewer ${width}`);
    });
  }
}
