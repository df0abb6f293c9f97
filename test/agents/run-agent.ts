import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AgentSetUp } from './guide.js';

/** A loop takes seconds; the rest is for machines that are busy. */
const ENDS_WITHIN_MS = 120_000;

export interface AgentRun {
  /** Its exit code, or what ended it. */
  readonly ended: number | string;
  /** What it printed, to both of its outputs. */
  readonly output: string;
}

export interface AgentPlace {
  /** For its home folder; not the system's folder for temporary files, which Codex takes no home in. */
  readonly below: string;
  /** Where its commands lie. */
  readonly bin: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Runs the commands in a home of their own, which is gone afterwards, as is every process of their group. */
export async function runAgent({ files, commands }: AgentSetUp, place: AgentPlace): Promise<AgentRun> {
  const home = mkdtempSync(join(place.below, 'home-'));
  const work = join(home, 'work');
  mkdirSync(work);
  mkdirSync(join(home, 'tmp'));
  execFileSync('git', ['init', '--quiet'], { cwd: work }); // Codex works in repositories
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  try {
    return await runCommands(commands, { cwd: work, env: environmentOf(home, place) });
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Nothing of this process's environment is handed on but the PATH. */
function environmentOf(home: string, { bin, env }: AgentPlace): Record<string, string> {
  const path = [bin, dirname(process.execPath), process.env['PATH']].join(':');
  return {
    HOME: home,
    TMPDIR: join(home, 'tmp'),
    XDG_CONFIG_HOME: join(home, '.config'),
    PATH: path,
    TERM: 'dumb',
    LANG: 'C.UTF-8',
    ...env,
  };
}

async function runCommands(
  commands: string,
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<AgentRun> {
  // in a group of its own, so that what an agent leaves behind ends with it
  const child = spawn('sh', ['-ec', commands], {
    ...options,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const endGroup = () => endProcessGroup(child.pid);
  process.once('exit', endGroup);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => (output += piece.toString()));
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    endGroup();
  }, ENDS_WITHIN_MS);
  const ended = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? String(signal)));
  });
  clearTimeout(timer);
  endGroup();
  process.off('exit', endGroup);
  return { ended: isLate ? 'too late' : ended, output };
}

function endProcessGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
