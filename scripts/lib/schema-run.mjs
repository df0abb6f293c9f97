import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { folderWith } from './python-package.mjs';

/** The one that the document was last tried with; what another finds may differ. */
const VERSION = '4.32.5';

export const SCHEMA_LEFT_OUT = [
  `!!! The schema fuzzer was LEFT OUT: there is neither schemathesis ${VERSION} nor a Python 3 that could install it.`,
  `!!! To include it: install Python 3 with venv, or schemathesis ${VERSION}; then \`npm run test:schema\`.`,
].join('\n');

/** The program, installed in a folder of its own where the PATH has none of this version; `null` = it cannot be had. */
export function findSchemathesis() {
  if (isOfVersion('schemathesis')) return 'schemathesis';
  const programs = folderWith('schemathesis', VERSION);
  return programs && join(programs, 'schemathesis');
}

function isOfVersion(program) {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return status === 0 && stdout.includes(VERSION);
}
