/** Prints what the first page loads and fails above the budget: the entry, everything it imports statically, and the styles. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 200;
const dist = fileURLToPath(new URL('../dist', import.meta.url));
const manifest = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'));
const gzipKb = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1000;

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const scripts = new Set();
const styles = new Set();
(function visit(key) {
  const chunk = manifest[key];
  if (scripts.has(chunk.file)) return;
  scripts.add(chunk.file);
  for (const style of chunk.css ?? []) styles.add(style);
  for (const imported of chunk.imports ?? []) visit(imported);
})(entry);

const gallery = Object.keys(manifest).filter((key) => key.includes('app/gallery'));
if (gallery.length > 0) {
  console.error(`The gallery is for development only, but the build contains ${gallery.join(', ')}.`);
  process.exit(1);
}

let total = 0;
for (const file of scripts) {
  total += gzipKb(file);
  console.log(`  ${gzipKb(file).toFixed(1).padStart(7)} kB gzip  ${file}`);
}
for (const file of styles)
  console.log(`  ${gzipKb(file).toFixed(1).padStart(7)} kB gzip  ${file} (styles, not counted)`);
console.log(`initial JavaScript: ${total.toFixed(1)} kB gzip of ${BUDGET_KB} kB`);
if (total > BUDGET_KB) {
  console.error(`The first page loads more than ${BUDGET_KB} kB of JavaScript. Load something later.`);
  process.exit(1);
}
