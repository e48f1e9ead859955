import { expect, test } from '@playwright/test';
import { expectAccessible } from './axe';
import { harness, OWNER } from './harness';

// A session of its own, so that the one that the others use stays.
test.use({ storageState: { cookies: [], origins: [] } });

test('signing in leads to the page that was asked for; signing out ends the session here', async ({ page }) => {
  await page.goto('/library');
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  expect(new URL(page.url()).searchParams.get('to')).toBe('/library');
  await expectAccessible(page, 'sign-in');
  await page.getByLabel('Email').fill(OWNER.email);
  await page.getByLabel('Password').fill('not this one at all');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('status').filter({ hasText: /\S/ }).first()).toBeVisible();
  await page.getByLabel('Password').fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${harness.url}/library`);

  await page.goto('/settings');
  await page.getByRole('region', { name: 'You' }).getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  await page.goto('/settings');
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
});
