/** Starts the whole product in an empty home, and stops it afterwards. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { harness, PORT } from './harness';

const root = fileURLToPath(new URL('../..', import.meta.url));
const START_MS = 180_000;
const STOP_MS = 30_000;

export default async function startStack(): Promise<(() => Promise<void>) | undefined> {
  mkdirSync(harness.folder, { recursive: true });
  if (process.env.BOWERBIRD_E2E_URL) return undefined;

  const home = mkdtempSync(join(tmpdir(), 'bowerbird-e2e-home-'));
  const stack = spawn(join(root, 'bowerbird'), ['up', '--port', String(PORT)], {
    cwd: root,
    env: { ...process.env, BOWERBIRD_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const link = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`The stack did not start in time:\n${output}`)), START_MS);
    const listen = (chunk: Buffer) => {
      output += chunk.toString();
      const found = /https?:\/\/\S+#token=\S+/.exec(output);
      if (found) {
        clearTimeout(late);
        resolve(found[0]);
      }
    };
    stack.stdout.on('data', listen);
    stack.stderr.on('data', listen);
    stack.once('exit', (code) => reject(new Error(`The stack ended with ${code}:\n${output}`)));
  });
  writeFileSync(join(harness.folder, 'link'), link);

  return async () => {
    const ended = new Promise((resolve) => stack.once('exit', resolve));
    stack.kill('SIGTERM');
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, STOP_MS))]);
    rmSync(home, { recursive: true, force: true });
    rmSync(harness.folder, { recursive: true, force: true });
  };
}
