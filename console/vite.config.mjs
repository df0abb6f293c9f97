import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { defineConfig } from 'vite';

/** Packages mark what is for browsers alone; here all is. */
const HARMLESS = 'MODULE_LEVEL_DIRECTIVE';

/** Where Vite writes which files come with a page. Rolldown puts a hash behind it that this version of Vite would leave there. */
const MARKER = /(?<=__VITE_PRELOAD__)[\da-f]{32}/g;
const plainMarkers = {
  name: 'plain-markers',
  generateBundle: {
    order: 'pre',
    handler: (_options, bundle) => {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk') chunk.code = chunk.code.replace(MARKER, '');
      }
    },
  },
};

/** The page is served at /console, and nothing may stand inside of it: its policy forbids that. */
export default defineConfig({
  base: '/console/',
  plugins: [partsOf('@mantine/core', '../esm/index.mjs'), plainMarkers],
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    reportCompressedSize: false,
    rolldownOptions: {
      onLog: (level, log, report) => {
        if (log.code !== HARMLESS) report(level, log);
      },
    },
  },
});

/**
 * What is imported from the index of a package comes from its own file instead. The index refers to all of them, so that
 * with it the first page would load what any page uses.
 * @param indexFile as seen from what Node's require finds.
 */
function partsOf(packageName, indexFile) {
  const required = createRequire(import.meta.url).resolve(packageName);
  const index = join(dirname(required), indexFile);
  const imported = /import \{([^}]+)\} from "(\.[^"]+)"/g;
  const parts = new Map();
  for (const [, names, file] of readFileSync(index, 'utf8').matchAll(imported))
    for (const name of namesIn(names)) parts.set(name.alias, { ...name, file: join(dirname(index), file) });
  const imports = new RegExp(`import \\{([^}]+)\\} from ["']${packageName}["'];`, 'g');
  const importOf = ({ name, alias }) => {
    const part = parts.get(name);
    if (!part) throw new Error(`${packageName} has no ${name}`);
    return `import { ${part.name} as ${alias} } from ${JSON.stringify(part.file)};`;
  };
  return {
    name: 'parts-of-a-package',
    enforce: 'post',
    transform: (code, id) =>
      id.includes('node_modules')
        ? null
        : { code: code.replace(imports, (_all, names) => namesIn(names).map(importOf).join('')), map: null },
  };
}

/** `a, b as c` as pairs. */
function namesIn(list) {
  return list.split(',').flatMap((each) => {
    const [name, alias = name] = each.trim().split(' as ');
    return name === '' ? [] : { name, alias };
  });
}
