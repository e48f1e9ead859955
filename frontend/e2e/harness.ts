/** What the stack's setup tells the tests. Global setup runs in another process than the tests, so it travels by environment and file. */
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const PORT = Number(process.env.BOWERBIRD_E2E_PORT ?? 8499);

export const harness = {
  url: process.env.BOWERBIRD_E2E_URL ?? `http://127.0.0.1:${PORT}`,
  /** Where the setup leaves the one-time link and the signed-in browser. */
  folder: join(tmpdir(), `bowerbird-e2e-${PORT}`),
};

export const storageState = join(harness.folder, 'owner.json');

export function ownerLink(): string {
  const file = join(harness.folder, 'link');
  if (process.env.BOWERBIRD_E2E_LINK) return process.env.BOWERBIRD_E2E_LINK;
  if (!existsSync(file))
    throw new Error('The stack printed no owner link. Set BOWERBIRD_E2E_LINK for a stack of your own.');
  return readFileSync(file, 'utf8').trim();
}

export const OWNER = { name: 'Ada', email: 'owner@home.example', password: 'a sentence is easy to keep' };
