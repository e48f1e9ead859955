/** Prints what the first page loads and fails above the budget: the scripts that it names, everything they import statically, and the styles. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 200;
const dist = fileURLToPath(new URL('../dist', import.meta.url));
const manifest = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'));
const gzipKb = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1000;

const page = readFileSync(join(dist, 'index.html'), 'utf8');
const named = Object.keys(manifest).filter((key) => page.includes(`/${manifest[key].file}"`));
const scripts = new Set();
const styles = new Set();
function visit(key) {
  const chunk = manifest[key];
  if (scripts.has(chunk.file)) return;
  scripts.add(chunk.file);
  for (const style of chunk.css ?? []) styles.add(style);
  for (const imported of chunk.imports ?? []) visit(imported);
}
named.filter((key) => manifest[key].file.endsWith('.js')).forEach(visit);

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
