/**
 * Writes src/api/generated/schema.d.ts from the backend's own OpenAPI document (`bowerbird openapi`).
 * With --check nothing is written; the exit code says whether the file is stale.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));
const target = fileURLToPath(new URL('../src/api/generated/schema.d.ts', import.meta.url));
const candidates = [
  process.env.BOWERBIRD_PYTHON,
  join(root, '.venv', 'bin', 'python'),
  join(root, '.venv', 'Scripts', 'python.exe'),
];
const python = candidates.find((path) => path && existsSync(path)) ?? 'python3';

const dump = spawnSync(python, ['-m', 'bowerbird.cli', 'openapi'], {
  env: { ...process.env, PYTHONPATH: join(root, 'backend') },
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
if (dump.status !== 0) {
  console.error(dump.stderr || `Could not run ${python}`);
  process.exit(2);
}
const banner = '// Generated from the OpenAPI document by `npm run api`. Do not edit.\n\n';
const text =
  banner + astToString(await openapiTS(JSON.parse(dump.stdout), { alphabetize: true, defaultNonNullable: false }));

if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
  console.log(`wrote ${target}`);
} else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
  console.error('src/api/generated/schema.d.ts is stale: run `npm run api` in frontend/ and commit the result.');
  process.exit(1);
}
