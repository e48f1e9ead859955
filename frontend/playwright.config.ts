import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';
import { harness } from './e2e/harness';

/** The browser of the machine; none is downloaded. */
const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/lib/chromium/chromium',
];
const executablePath = process.env.CHROMIUM || BROWSERS.find((path) => existsSync(path));

/** Runs against a real stack: one that BOWERBIRD_E2E_URL names, or its own, with an empty home that is removed afterwards. */
export default defineConfig({
  testDir: './e2e',
  globalSetup: './e2e/stack.ts',
  // One story told in order: first run, then what the owner does.
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  outputDir: './test-results',
  use: {
    baseURL: harness.url,
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: { executablePath, args: ['--no-sandbox'] },
  },
});
