import { expect, test } from '@playwright/test';
import { give, pdf } from './adding';
import { expectNoSidewaysScroll } from './axe';

test.use({ viewport: { width: 360, height: 740 }, hasTouch: true });

test('at 360 px everything is within reach of a thumb', async ({ page }) => {
  await give(page, [pdf('Ferry timetable.pdf', ['The last ferry to Tern Island leaves at 21:15 on weekdays.'])]);
  await expectNoSidewaysScroll(page, 'add');
  const tabs = page.locator('nav.tabs');
  await tabs.getByRole('link', { name: 'Search' }).tap();
  await page.getByRole('searchbox').or(page.getByRole('combobox')).first().fill('last ferry');
  await page.keyboard.press('Enter');
  const hit = page.getByRole('link', { name: 'Ferry timetable.pdf' }).first();
  await expect(hit).toBeVisible();
  await expectNoSidewaysScroll(page, 'results');
  await hit.tap();
  await expect(page.locator('[data-page="1"][data-state="drawn"]')).toBeVisible();
  await expectNoSidewaysScroll(page, 'document');
  await page.goBack();
  await tabs.getByRole('link', { name: 'Library' }).tap();
  await expect(page.getByRole('link', { name: /Ferry timetable/ })).toBeVisible();
  await expectNoSidewaysScroll(page, 'library');
});
