import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const ROOT = join(__dirname, '..');
/** Runs the sources as they stand, so that no test needs a build. */
const LOADER = join(ROOT, 'test', 'faults', 'register-typescript.mjs');

/** `tollgate --help` as a process of its own. @param stdout left out = a pipe that nobody reads. */
const help = (stdout?: number) => run(['--help'], {}, stdout);

async function run(words: readonly string[], more: Readonly<Record<string, string>>, stdout?: number) {
  const child = spawn(process.execPath, ['--import', LOADER, join(ROOT, 'src', 'cli.ts'), ...words], {
    env: { NODE_DISABLE_COMPILE_CACHE: '1', ...more },
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

  it('shows what an error quotes as escapes, and obeys none of it', async () => {
    const server = createServer((_request, response) => response.end('no gateway'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const texts = {
      TOLLGATE_URL: `http://127.0.0.1:${port}/\u001b[2Jhello`,
      ADMIN_API_KEY: 'admin-key-0123456789',
    };
    const { said, code } = await run(['keys', 'list'], texts);
    expect([said, code]).toEqual([expect.stringContaining('\\u001b[2Jhello'), 1]);
    expect(said).not.toContain('\u001b');
    server.close();
  });
});
