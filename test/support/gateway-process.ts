import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

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
  /** What its log has said until now, a message a line. */
  readonly messages: readonly unknown[];
  signal(name: NodeJS.Signals): void;
}

/**
 * Resolves once it listens; nothing of this process's environment is handed on.
 * @param hook a module that is loaded before; '' = none, for a gateway that needs at its start what others load late.
 */
export async function startGatewayProcess(
  texts: Readonly<Record<string, string>>,
  hook = NOTHING_LATE,
): Promise<GatewayProcess> {
  const child = spawnGateway(texts, hook);
  const ended = endOf(child);
  const messages: unknown[] = [];
  return { url: await urlOf(child, messages), ended, messages, signal: (name) => void child.kill(name) };
}

/** Sends the gateway a signal while it still loads its files; resolves with how it ended, and what it had logged. */
export async function signalWhileLoading(name: NodeJS.Signals): Promise<ProcessEnd & { said: string }> {
  const hook = `
    import { registerHooks } from 'node:module';
    registerHooks({
      load(url, context, next) {
        if (url.endsWith('/src/create-gateway.ts')) process.kill(process.pid, '${name}');
        return next(url, context);
      },
    });`;
  const child = spawnGateway({}, hook);
  const [said, end] = await Promise.all([text(child.stdout), endOf(child)]);
  return { ...end, said };
}

/** What loads when somebody needs it, if ever: at the start it would take as long again as all the rest. */
const LATE = '/node_modules/(@nestjs/swagger|class-validator|openai/client|ajv|yaml|pg|ioredis|@pydantic)';

/** Refuses to load that before the gateway listens, which it says with its listeners for signals. */
const NOTHING_LATE = `
  import { registerHooks } from 'node:module';
  const late = new RegExp(${JSON.stringify(LATE)});
  registerHooks({
    load(url, context, next) {
      if (late.test(url) && process.listenerCount('SIGHUP') === 0) throw new Error('loaded at the start: ' + url);
      return next(url, context);
    },
  });`;

/** No compiled code among the sources, and no call shed for how busy this machine is. */
const OWN = {
  PORT: '0',
  LOG_FORMAT: 'json',
  NODE_DISABLE_COMPILE_CACHE: '1',
  MAX_EVENT_LOOP_DELAY_MS: '0',
};

type GatewayChild = ChildProcessByStdio<null, Readable, null>;

function spawnGateway(texts: Readonly<Record<string, string>>, hook: string): GatewayChild {
  const imported = `data:text/javascript,${encodeURIComponent(hook)}`;
  return spawn(process.execPath, ['--import', LOADER, '--import', imported, join(ROOT, 'src', 'main.ts')], {
    cwd: tmpdir(),
    env: { ...OWN, ...texts },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function endOf(child: GatewayChild): Promise<ProcessEnd> {
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal };
}

/**
 * From the line of the log in which it says where it listens.
 * @param messages gets what each line says, this one and those behind it included.
 */
async function urlOf(child: GatewayChild, messages: unknown[]): Promise<string> {
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the gateway did not start')));
    lines.on('line', (line) => {
      const { url, msg } = JSON.parse(line) as { readonly url?: string; readonly msg?: unknown };
      messages.push(msg);
      if (url !== undefined) resolve(url);
    });
  });
}
