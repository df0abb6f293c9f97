import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ensureConsoleBuilt, sayConsoleIsMissing } from './console.mjs';
import { giveUp, inProject, projectRoot, say, succeeds } from './project.mjs';
import { environmentWith } from './project-node.mjs';

/** Holds the hash of what the build was made from; written last, so that a broken build is never taken for one. */
const STAMP = inProject('dist', '.built-from');
const SETTINGS = [
  'nest-cli.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  join('scripts', 'lib', 'bundle.mjs'),
];

export const nestCommand = inProject('node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
const bundleScript = inProject('scripts', 'lib', 'bundle.mjs');
export const builtGateway = inProject('dist', 'main.js');

/** Builds the gateway and the console, each unless what is there was made from exactly its sources. */
export function ensureBuilt(node) {
  if (!isBuilt()) build(node);
  else ensureConsole(node);
}

/** Builds the gateway, whatever is in dist/, and the console if it is stale. The bundler is missing on systems for which it has no program. */
export function build(node) {
  say('Building …');
  const sources = hashSources(); // of before, so that an edit made meanwhile is built next time
  if (!succeeds(node, [nestCommand, 'build'], { env: environmentWith(node) })) {
    giveUp('Building failed; the compiler says above why.');
  }
  if (!succeeds(node, [bundleScript])) {
    say('What the gateway loads could not be put into one file; it is the same, but starts more slowly.');
  }
  ensureConsole(node);
  writeFileSync(STAMP, sources);
}

function ensureConsole(node) {
  if (!ensureConsoleBuilt(node)) sayConsoleIsMissing();
}

/** For those who write into dist/ without building it all. */
export function forgetBuild() {
  rmSync(STAMP, { force: true });
}

function isBuilt() {
  if (!existsSync(STAMP) || !existsSync(builtGateway)) return false;
  return readFileSync(STAMP, 'utf8') === hashSources();
}

function hashSources() {
  const hash = createHash('sha256');
  for (const file of [...SETTINGS.map((name) => inProject(name)), ...listSources()]) {
    const content = readFileSync(file);
    hash.update(`${relative(projectRoot, file).split(sep).join('/')}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function listSources() {
  return readdirSync(inProject('src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .toSorted();
}
