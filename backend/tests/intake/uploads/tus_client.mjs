/**
 * Uploads a file with the real tus-js-client, as a program of its own.
 *
 *   node tus_client.mjs FRONTEND '{"file", "endpoint", "key", "name", "sha256"?, "chunk", "resume"?, "dieAt"?}'
 *
 * Prints {"url", "asset", "duplicate", "requests"} on success. With `dieAt` the process kills itself once so many bytes are on their way, and prints
 * {"url"} before.
 */
import { readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [frontend, given] = process.argv.slice(2);
const wanted = JSON.parse(given);
const tus = createRequire(join(frontend, 'package.json'))('tus-js-client');
const requests = [];
let last;

const upload = new tus.Upload(readFileSync(wanted.file), {
  endpoint: wanted.endpoint,
  uploadUrl: wanted.resume ?? null,
  chunkSize: wanted.chunk,
  retryDelays: [200, 500, 1000, 3000],
  headers: { Authorization: `Bearer ${wanted.key}` },
  metadata: { filename: wanted.name, relativePath: `folder/${wanted.name}`, ...(wanted.sha256 ? { sha256: wanted.sha256 } : {}) },
  onAfterResponse: (request, response) => {
    requests.push(`${request.getMethod()} ${response.getStatus()}`);
    last = response;
    if (request.getMethod() === 'POST' && response.getHeader('Upload-Asset')) {
      finish(new URL(response.getHeader('Location'), wanted.endpoint).href);
      process.exit(0);
    }
  },
  onProgress: (sent) => {
    if (wanted.dieAt && sent >= wanted.dieAt) {
      writeSync(1, JSON.stringify({ url: upload.url }));
      process.kill(process.pid, 'SIGKILL');
    }
  },
  onError: (error) => {
    console.error(String(error), requests);
    process.exit(1);
  },
  onSuccess: () => finish(upload.url),
});

function finish(url) {
  const [asset, duplicate] = [last.getHeader('Upload-Asset'), last.getHeader('Upload-Duplicate')];
  console.log(JSON.stringify({ url, asset, duplicate, requests }));
}

upload.start();
