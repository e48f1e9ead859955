/** Imports go one way: lib -> api -> components -> features -> app. A feature does not reach into another one. */
import { dirname, join, relative, sep } from 'node:path';

const LAYERS = ['lib', 'api', 'components', 'features', 'app'];
const src = join(import.meta.dirname, '..', 'src');

/** The layer (and feature) that a path under src belongs to; undefined for what stands outside the order: tests' helpers, main.tsx, packages. */
function place(path) {
  const [layer, feature] = relative(src, path).split(sep);
  // The shapes of the service's own document: types alone, for everybody.
  if (layer === 'api' && feature === 'generated') return undefined;
  const rank = LAYERS.indexOf(layer);
  return rank < 0 ? undefined : { layer, rank, feature: layer === 'features' ? feature : undefined };
}

function target(specifier, from) {
  if (specifier.startsWith('@/')) return join(src, specifier.slice(2));
  return specifier.startsWith('.') ? join(dirname(from), specifier) : undefined;
}

export const boundaries = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      upwards: '{{from}} knows nothing of {{to}}: imports go lib -> api -> components -> features -> app.',
      across: 'The feature {{from}} does not reach into {{to}}: move what both need into components, api or lib.',
    },
  },
  create(context) {
    const here = place(context.filename);
    if (!here) return {};
    const check = (source) => {
      const path = typeof source?.value === 'string' && target(source.value, context.filename);
      const there = path ? place(path) : undefined;
      if (!there) return;
      if (there.rank > here.rank) {
        context.report({ node: source, messageId: 'upwards', data: { from: here.layer, to: there.layer } });
      } else if (here.feature && there.feature && here.feature !== there.feature) {
        context.report({ node: source, messageId: 'across', data: { from: here.feature, to: there.feature } });
      }
    };
    return {
      ImportDeclaration: ({ source }) => check(source),
      ImportExpression: ({ source }) => check(source),
      ExportNamedDeclaration: ({ source }) => check(source),
      ExportAllDeclaration: ({ source }) => check(source),
      TSImportType: ({ source }) => check(source),
    };
  },
};
