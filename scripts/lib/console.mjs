import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { inProject, projectRoot, say, succeeds } from './project.mjs';
import { environmentWith } from './project-node.mjs';

const SOURCES = inProject('console');
const BUILT = join(SOURCES, 'dist');
/** Holds the hash of what the build was made from. */
const STAMP = join(BUILT, '.built-from');
/** What the page shows of the documentation. */
const GUIDES = [inProject('docs', 'guides', 'coding-agents.md')];
const vite = inProject('node_modules', 'vite', 'bin', 'vite.js');
const SETTINGS = [inProject('package-lock.json'), inProject('scripts', 'lib', 'console.mjs')];
const WORTH_PACKING_BYTES = 1_024;

/** Builds the console's page, unless the one in console/dist was made from exactly these sources. Returns whether it is there. */
export function ensureConsoleBuilt(node) {
  const sources = hashSources(); // of before, so that an edit made meanwhile is built next time
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return true;
  return buildConsole(node, sources);
}

/** In a folder of its own, which then takes the place of the old one: a gateway that runs never finds half a page. */
function buildConsole(node, sources) {
  const next = `${BUILT}.${process.pid}`;
  const options = ['build', SOURCES, '--outDir', next, '--emptyOutDir', '--logLevel', 'warn'];
  // a test that finds it stale would make a page with React's checks of development, twice as large
  const env = { ...environmentWith(node), NODE_ENV: 'production' };
  if (!succeeds(node, [vite, ...options], { env })) {
    rmSync(next, { recursive: true, force: true });
    return false;
  }
  pack(join(next, 'assets'));
  writeFileSync(join(next, '.built-from'), sources);
  rmSync(BUILT, { recursive: true, force: true });
  renameSync(next, BUILT);
  return true;
}

/** Beside each file that is worth it, the same in gzip: no request waits for that. */
function pack(folder) {
  for (const name of readdirSync(folder)) {
    const content = readFileSync(join(folder, name));
    if (content.length > WORTH_PACKING_BYTES)
      writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
  }
}

function hashSources() {
  const hash = createHash('sha256');
  for (const file of [...SETTINGS, ...GUIDES, ...listSources()]) {
    const content = readFileSync(file);
    hash.update(`${relative(projectRoot, file).split(sep).join('/')}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function listSources() {
  return readdirSync(SOURCES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !relative(SOURCES, file).startsWith('dist'))
    .toSorted();
}

/** For those who can do without. */
export const sayConsoleIsMissing = () =>
  say('The console could not be built; everything else works, and /console says that it is missing.');
