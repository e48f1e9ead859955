/** A stack and a browser to measure and look with: its own, in an empty home that is removed afterwards, or one that runs already. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const root = fileURLToPath(new URL('../..', import.meta.url));
const OWNER = { name: 'Ada', email: 'owner@home.example', password: 'a sentence is easy to keep' };
const BROWSERS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const bowerbird = (home, args) =>
  spawnSync(join(root, 'bowerbird'), args, {
    env: { ...process.env, BOWERBIRD_HOME: home },
    stdio: ['ignore', 'inherit', 'inherit'],
  }).status;

/** Starts `bowerbird up` and waits for the owner's link. */
async function startStack(port) {
  const home = mkdtempSync(join(tmpdir(), 'bowerbird-lab-'));
  const stack = spawn(join(root, 'bowerbird'), ['up', '--port', String(port)], {
    env: { ...process.env, BOWERBIRD_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const link = await new Promise((resolve, reject) => {
    stack.stdout.on('data', (chunk) => {
      output += chunk;
      const found = /https?:\/\/\S+#token=\S+/.exec(output);
      if (found) resolve(found[0]);
    });
    stack.once('exit', () => reject(new Error(`The stack did not start:\n${output}`)));
  });
  const stop = async () => {
    const ended = new Promise((resolve) => stack.once('exit', resolve));
    stack.kill('SIGTERM');
    await ended;
    rmSync(home, { recursive: true, force: true });
  };
  return { home, link, stop };
}

async function becomeOwner(page, link) {
  await page.goto(link);
  await page.getByLabel('Name').fill(OWNER.name);
  await page.getByLabel('Email').fill(OWNER.email);
  await page.getByLabel('Password').fill(OWNER.password);
  await page.getByRole('button', { name: 'Create the owner' }).click();
  await page.waitForURL(/step=files/);
}

async function signIn(page, url) {
  const [email, password] = (process.env.BOWERBIRD_LAB_USER ?? `${OWNER.email}:${OWNER.password}`).split(/:(.*)/s);
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${url}/`);
}

/**
 * Calls `work({url, browser, storageState, home})` for a stack with the files of `folder` in it (the sample library without one).
 * BOWERBIRD_LAB_URL names a stack that runs already; BOWERBIRD_LAB_USER is then `email:password`, and nothing is imported.
 */
export async function inLab(folder, work) {
  const executablePath = BROWSERS.find((path) => path && existsSync(path));
  const running = process.env.BOWERBIRD_LAB_URL;
  const stack = running ? null : await startStack(8498);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    const url = running ?? new URL(stack.link).origin;
    if (stack) {
      await becomeOwner(page, stack.link);
      const files = folder ?? join(stack.home, 'sample');
      if (!folder) bowerbird(stack.home, ['seed', files]);
      bowerbird(stack.home, ['import', '--wait', files]);
    } else {
      await signIn(page, url);
    }
    const storageState = await page.context().storageState();
    await page.close();
    await work({ url, browser, storageState, home: stack?.home });
  } finally {
    await browser.close();
    await stack?.stop();
  }
}
