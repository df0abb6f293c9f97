import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inProject } from './project.mjs';

const ENDINGS = { unit: '.spec.ts', e2e: '.e2e-spec.ts' };
/** They take longest, and begin: what is short evens out the end. */
const ALONE = '.contract.spec.ts';
/** More than there are processors, so that the last ones to run even out what their sizes did not foretell. */
const GROUPS = 6;
/** Fewer specs than these are not worth loading the gateway once more. */
const SPECS_IN_A_GROUP = 10;

/**
 * Loading the gateway takes longer than what most spec files do with it, and Jest loads it anew for each: in a run
 * of all specs of a kind, or of those under some folders, a few files in `folder` name them all instead, each spec in a
 * `describe` of its own. Returns the options by which Jest runs those.
 */
export function groupSpecs(kind, { folder, under }) {
  const specs = listSpecs(ENDINGS[kind]).filter(({ file }) => isUnder(file, under));
  const alone = specs.filter(({ file }) => file.endsWith(ALONE)).map((spec) => [spec]);
  const dealt = deal(specs.filter(({ file }) => !file.endsWith(ALONE)));
  for (const [index, group] of [...alone, ...dealt].entries()) {
    writeFileSync(join(folder, `${kind}-${index + 1}.js`), group.map(describeSpec).join(''));
  }
  const roots = [inProject('src'), inProject('test'), folder];
  return [
    ...roots.map((root) => `--roots=${root}`),
    `--testMatch=${join(folder, `${kind}-*.js`)}`,
    `--testSequencer=${inProject('scripts', 'lib', 'in-order-of-name.cjs')}`,
  ];
}

function listSpecs(ending) {
  return ['src', 'test'].flatMap((root) =>
    readdirSync(inProject(root), { recursive: true })
      .filter((name) => name.endsWith(ending))
      .map((name) => ({ file: join(root, name), bytes: statSync(inProject(root, name)).size })),
  );
}

function isUnder(file, folders) {
  return folders.length === 0 || folders.some((folder) => !relative(folder, file).startsWith('..'));
}

/** The largest first, each to the group that has least. */
function deal(specs) {
  const length = Math.min(GROUPS, Math.ceil(specs.length / SPECS_IN_A_GROUP));
  const groups = Array.from({ length }, () => ({ bytes: 0, specs: [] }));
  for (const spec of specs.toSorted((one, other) => other.bytes - one.bytes)) {
    const smallest = groups.reduce((least, group) => (group.bytes < least.bytes ? group : least));
    smallest.specs.push(spec);
    smallest.bytes += spec.bytes;
  }
  return groups.map((group) => group.specs);
}

function describeSpec({ file }) {
  return `describe(${JSON.stringify(file)}, () => { require(${JSON.stringify(inProject(file))}); });\n`;
}
