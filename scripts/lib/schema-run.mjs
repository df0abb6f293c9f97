import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inProject, projectRoot, say } from './project.mjs';

/** The one that the document was last tried with; what another finds may differ. */
const VERSION = '4.32.5';

export const SCHEMA_LEFT_OUT = [
  `!!! The schema fuzzer was LEFT OUT: there is neither schemathesis ${VERSION} nor a Python 3 that could install it.`,
  `!!! To include it: install Python 3 with venv, or schemathesis ${VERSION}; then \`npm run test:schema\`.`,
].join('\n');

/** The program, installed in a folder of its own where the PATH has none of this version; `null` = it cannot be had. */
export function findSchemathesis() {
  if (isOfVersion('schemathesis')) return 'schemathesis';
  const folder = inProject('node_modules', '.cache', `schemathesis-${VERSION}`);
  const program = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin', 'schemathesis');
  if (existsSync(program) && isOfVersion(program)) return program;
  say(`Installing schemathesis ${VERSION} …`);
  const python = ['python3', 'python'].find((name) => runs(name, ['-m', 'venv', folder]));
  if (python === undefined) return null;
  const pip = ['-m', 'pip', 'install', '--quiet', `schemathesis==${VERSION}`];
  return runs(join(program, '..', 'python'), pip) ? program : null;
}

function isOfVersion(program) {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return status === 0 && stdout.includes(VERSION);
}

function runs(command, args) {
  return spawnSync(command, args, { cwd: projectRoot, stdio: ['ignore', 2, 2] }).status === 0;
}
