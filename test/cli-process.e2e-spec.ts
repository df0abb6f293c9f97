import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const ROOT = join(__dirname, '..');
/** Runs the sources as they stand, so that no test needs a build. */
const LOADER = join(ROOT, 'test', 'faults', 'register-typescript.mjs');

/** `tollgate --help` as a process of its own. @param stdout left out = a pipe that nobody reads. */
async function help(stdout?: number) {
  const child = spawn(process.execPath, ['--import', LOADER, join(ROOT, 'src', 'cli.ts'), '--help'], {
    env: { NODE_DISABLE_COMPILE_CACHE: '1' },
    stdio: ['ignore', stdout ?? 'pipe', 'pipe'],
  });
  child.stdout?.destroy();
  const [said, [code]] = await Promise.all([text(child.stderr!), once(child, 'close')]);
  return { said, code: code as number | null };
}

describe('the command line as a process', () => {
  it('ends as ever where what reads it has ended, as `head` does', async () => {
    expect(await help()).toEqual({ said: '', code: 0 });
  });

  it('says in one line that its answer cannot be written, and ends with 1', async () => {
    const full = openSync('/dev/full', 'w');
    expect(await help(full)).toEqual({
      said: expect.stringMatching(/^tollgate: The answer cannot be written: ENOSPC.*\n$/) as string,
      code: 1,
    });
    closeSync(full);
  });
});
