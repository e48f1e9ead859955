import { cpSync, createReadStream, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import type { Plugin, Rolldown } from 'vite';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));

/** What pdf.js loads while it reads a document: character maps, fonts that a PDF may leave out, image decoders. Served by ourselves under /pdfjs/. */
const PDFJS_PARTS = ['cmaps', 'standard_fonts', 'wasm', 'iccs'];

function pdfjsFiles(): Plugin {
  const source = join(root, 'node_modules', 'pdfjs-dist');
  const types: Record<string, string> = { '.wasm': 'application/wasm', '.js': 'text/javascript' };
  return {
    name: 'bowerbird:pdfjs-files',
    configureServer(server) {
      server.middlewares.use('/pdfjs', (request, response, next) => {
        const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '');
        const file = join(source, path);
        const known = PDFJS_PARTS.some((part) => file.startsWith(join(source, part)));
        if (!known || !existsSync(file) || !statSync(file).isFile()) return next();
        response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream');
        createReadStream(file).pipe(response);
      });
    },
    // Only a build writes a bundle: a test run resolves the same configuration with an output folder that does not exist.
    writeBundle({ dir }) {
      if (!dir) return;
      for (const part of PDFJS_PARTS) {
        cpSync(join(source, part), join(dir, 'pdfjs', part), { recursive: true });
      }
    },
  };
}

/** Writes each file compressed beside itself, once, so that the service does not do it for each reader (backend: ops/pages.py). */
function packed(): Plugin {
  return {
    name: 'bowerbird:packed',
    writeBundle: {
      order: 'post',
      sequential: true,
      handler({ dir }) {
        if (!dir) return;
        for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
          const file = join(dir, name);
          if (/\.(css|html|js|json|mjs|svg|wasm|webmanifest)$/.test(name) && statSync(file).size > 1024)
            writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
        }
      },
    },
  };
}

/** Says to V8 that what this file holds is needed at once: it is then compiled beside the main thread as it comes, and not function by function in the first paint. */
function compiledAtOnce(): Plugin {
  return {
    name: 'bowerbird:compiled-at-once',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const file of Object.values(bundle))
          if (file.type === 'chunk' && file.name === 'first') file.code = `//# allFunctionsCalledOnLoad\n${file.code}`;
      },
    },
  };
}

/** Whether a module is needed by a root, through whatever it imports at once. */
function neededBy(isRoot: (module: Rolldown.ModuleInfo) => boolean) {
  const known = new Set<string>();
  return (id: string, graph: Rolldown.ChunkingContext): boolean => {
    const seen = new Set<string>();
    const isNeeded = (module: string): boolean => {
      if (known.has(module)) return true;
      if (seen.has(module)) return false;
      seen.add(module);
      const info = graph.getModuleInfo(module);
      const needed = info !== null && (isRoot(info) || info.importers.some(isNeeded));
      if (needed) known.add(module);
      return needed;
    };
    return isNeeded(id);
  };
}

/**
 * All that every page needs in one file, what most of the larger ones share in another: else there would be a file for each set of pages that shares something,
 * and two dozen requests cost a slow processor more than their bytes.
 */
function files(): NonNullable<Rolldown.CodeSplittingOptions['groups']> {
  const page = (name: string) => neededBy(({ id }) => id.includes(`/${name}.ts`));
  const first = neededBy(({ isEntry }) => isEntry);
  const larger = ['library/pages', 'ViewerPage', 'components/Found', 'ActivityPage', 'SettingsPage'].map(page);
  return [
    {
      name: (id, graph) => (id === '\0rolldown/runtime.js' || first(id, graph) ? 'first' : null),
      debugName: 'first',
      priority: 2,
    },
    {
      name: (id, graph) => (larger.filter((needs) => needs(id, graph)).length > 1 ? 'shared' : null),
      debugName: 'shared',
      priority: 1,
    },
  ];
}

const backend = process.env.BOWERBIRD_URL ?? 'http://127.0.0.1:8420';

export default defineConfig({
  plugins: [react(), pdfjsFiles(), compiledAtOnce(), packed()],
  resolve: { alias: { '@': join(root, 'src') } },
  build: {
    target: 'es2023',
    manifest: true,
    modulePreload: { polyfill: false },
    // Not the default "assets": /assets/{id} is the page of a file.
    assetsDir: 'static',
    // pdf.js and its worker are large and load only with a document.
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { output: { codeSplitting: { groups: files() } } },
  },
  server: {
    port: 5173,
    proxy: {
      '/api': { target: backend, changeOrigin: true },
      '/health': { target: backend, changeOrigin: true },
    },
  },
});
