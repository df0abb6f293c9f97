import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const ROOT = join(__dirname, '..', '..');

/** Runs the sources as they stand, so that no test needs a build. */
const LOADER = join(ROOT, 'test', 'faults', 'register-typescript.mjs');

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The gateway as a process of its own, on a free port. */
export interface GatewayProcess {
  readonly url: string;
  /** Settles when the process has ended. */
  readonly ended: Promise<ProcessEnd>;
  signal(name: NodeJS.Signals): void;
}

/** Resolves once it listens; nothing of this process's environment is handed on. */
export async function startGatewayProcess(texts: Readonly<Record<string, string>>): Promise<GatewayProcess> {
  const child = spawn(process.execPath, ['--import', LOADER, join(ROOT, 'src', 'main.ts')], {
    cwd: tmpdir(),
    env: { PORT: '0', LOG_FORMAT: 'json', ...texts },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended: Promise<ProcessEnd> = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  return { url: await urlOf(child), ended, signal: (name) => void child.kill(name) };
}

/** From the line of the log in which it says where it listens. */
async function urlOf(child: ChildProcessByStdio<null, Readable, null>): Promise<string> {
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the gateway did not start')));
    lines.on('line', (line) => {
      const { url } = JSON.parse(line) as { readonly url?: string };
      if (url !== undefined) resolve(url);
    });
  });
}
