import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';
import { harness, storageState } from './e2e/harness';

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
  // One stack and one library for all: in turn, and each spec brings files of its own.
  workers: 1,
  fullyParallel: false,
  // A busy machine of two cores needs this long; a quiet one seconds.
  timeout: 480_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
  outputDir: './test-results',
  use: {
    baseURL: harness.url,
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    // Spinners that turn, and a graphics card that is computed, take the processor from the stack that is being tested.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: { executablePath, args: ['--no-sandbox', '--disable-gpu'] },
  },
  projects: [
    { name: 'first run', testMatch: 'first-run.spec.ts' },
    { name: 'owner', testIgnore: 'first-run.spec.ts', dependencies: ['first run'], use: { storageState } },
  ],
});
