import { expect, test } from '@playwright/test';
import { expectAccessible } from './axe';
import { OWNER, ownerLink, storageState } from './harness';

test('the link makes the owner, once', async ({ page }) => {
  await page.goto(ownerLink());
  await expect(page.getByRole('heading', { name: 'Make it yours' })).toBeVisible();
  await expectAccessible(page, 'owner');
  await page.getByRole('button', { name: 'Create the owner' }).click();
  await expect(page.getByText('10 more characters needed.')).toBeVisible();
  await page.getByLabel('Name').fill(OWNER.name);
  await page.getByLabel('Email').fill(OWNER.email);
  await page.getByLabel('Password').fill(OWNER.password);
  await page.getByRole('button', { name: 'Create the owner' }).click();
  await expect(page.getByRole('heading', { name: 'Put something in' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Add the sample library' })).toBeVisible();
  await expectAccessible(page, 'first files');
  await page.context().storageState({ path: storageState });

  await page.context().clearCookies();
  await page.goto('about:blank');
  await page.goto(ownerLink());
  await expect(page.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible();
  await expectAccessible(page, 'used link');
});
