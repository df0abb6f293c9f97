import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { endsWithUs } from './ends-with-us.js';
import { Doorway, until } from './until.js';

export type LogLine = Readonly<Record<string, unknown>>;

export interface GatewayProcessOptions {
  /** Nothing of this process's environment is handed on but PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** The text of its tollgate.yaml. */
  readonly configFile?: string;
  /** Most open files; by default what this process may have. */
  readonly maxOpenFiles?: number;
  /** A script that Node loads before the gateway. */
  readonly preload?: string;
  /** Of its heap's old space; by default what npm gives it. */
  readonly heapMib?: number;
  /** Where its log goes in place of this process, which then sees no line; asks for a PORT in `env`. */
  readonly logFile?: string;
  /** It leaves its compiled code to those that start after it. */
  readonly keepsCompiled?: boolean;
}

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** GATEWAY names another build than the one in dist/. */
const ROOT = join(__dirname, '..', '..', '..');
const MAIN = process.env['GATEWAY'] ?? join(ROOT, 'dist', 'main.js');
/** Of the command by which npm starts it. */
const [, V8_OPTIONS = ''] =
  /node (.*?) dist\/main\.js/.exec(readFileSync(join(ROOT, 'package.json'), 'utf8')) ?? [];
/** Of Node's own: a gateway that finds its code compiled starts with a fifth less of work. */
const COMPILED = join(ROOT, 'node_modules', '.cache', 'tollgate-compiled');
const KEEP_COMPILED = join(__dirname, 'keep-compiled.cjs');
const READY_WITHIN_MS = 60_000;
/** To start is work for one core: more of them at once would all be late. */
const startingLine = new Doorway(2);
const LOGGED_WITHIN_MS = 15_000;

/** The built gateway as a process of its own, in an empty folder, on a free port. */
export class GatewayProcess {
  /** Each line of its log that is about a request. */
  readonly requestLines: LogLine[] = [];
  /** Lines of its log that are about none. */
  readonly otherLines: LogLine[] = [];
  /** What it wrote that was no JSON object on one line; stderr included. */
  readonly strayOutput: string[] = [];
  readonly ended: Promise<ProcessEnd>;
  url = '';
  /** By request id. */
  private readonly linesOfRequests = new Map<string, LogLine[]>();

  private readonly outputs: Interface[] = [];

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {
    endsWithUs(child);
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    for (const output of [child.stdout, child.stderr]) {
      if (output) this.outputs.push(createInterface({ input: output }).on('line', (line) => this.note(line)));
    }
  }

  /** @throws Error when it is not ready in time. */
  static async start(options: GatewayProcessOptions = {}): Promise<GatewayProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'tollgate-faults-'));
    if (options.configFile !== undefined) writeFileSync(join(folder, 'tollgate.yaml'), options.configFile);
    const mayGo = await startingLine.enter();
    const gateway = new GatewayProcess(spawnGateway(folder, options), folder);
    try {
      const isReady =
        options.logFile === undefined ? () => gateway.url !== '' : () => gateway.answersAt(options);
      await until('the gateway is ready', async () => gateway.hasEnded || (await isReady()), READY_WITHIN_MS);
      if (gateway.hasEnded) throw new Error(`The gateway did not start: ${gateway.strayOutput.join(' ')}`);
    } catch (error) {
      await gateway.stop();
      throw error;
    } finally {
      mayGo();
    }
    if (options.keepsCompiled) gateway.signal('SIGUSR2');
    return gateway;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** The line of a request that has ended, or is about to. */
  async lineOf(requestId: string): Promise<LogLine> {
    const isLogged = () => this.linesOfRequests.has(requestId);
    await until(`request ${requestId} is logged`, isLogged, LOGGED_WITHIN_MS);
    return this.linesOf(requestId)[0] ?? {};
  }

  linesOf(requestId: string): readonly LogLine[] {
    return this.linesOfRequests.get(requestId) ?? [];
  }

  /** For runs that are long. */
  forgetLines(): void {
    this.requestLines.length = 0;
    this.linesOfRequests.clear();
  }

  /** Whether this process reads what the gateway writes; it does by default. */
  listen(isListening: boolean): void {
    for (const output of this.outputs) output[isListening ? 'resume' : 'pause']();
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Resident memory in bytes, now or at its peak since `forgetPeak`. */
  memory(which: 'now' | 'peak' = 'now'): number {
    const field = which === 'now' ? 'VmRSS' : 'VmHWM';
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
  }

  forgetPeak(): void {
    writeFileSync(`/proc/${this.pid}/clear_refs`, '5');
  }

  get openFiles(): number {
    return readdirSync(`/proc/${this.pid}/fd`).length;
  }

  /** Ends it at once, whatever it does. */
  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    if (this.child.pid !== undefined) await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** For one whose log does not tell its address. */
  private async answersAt({ env }: GatewayProcessOptions): Promise<boolean> {
    this.url = `http://127.0.0.1:${env?.['PORT']}`;
    const answer = await fetch(`${this.url}/health/ready`).catch(() => null);
    return answer?.ok === true;
  }

  private note(text: string): void {
    const line = parsed(text);
    if (line === null) this.strayOutput.push(text);
    else if (line['msg'] === 'request') this.noteRequest(line);
    else {
      this.otherLines.push(line);
      if (typeof line['url'] === 'string') this.url = line['url'];
    }
  }

  private noteRequest(line: LogLine): void {
    const id = String(line['request_id']);
    this.requestLines.push(line);
    this.linesOfRequests.set(id, [...this.linesOf(id), line]);
  }
}

const BASE_ENV = {
  PATH: process.env['PATH'],
  NODE_COMPILE_CACHE: COMPILED,
  PORT: '0',
  HOST: '127.0.0.1',
  LOG_FORMAT: 'json',
};

function spawnGateway(folder: string, options: GatewayProcessOptions): ChildProcess {
  const { env, maxOpenFiles, preload, keepsCompiled, heapMib, logFile } = options;
  const heap = heapMib === undefined ? [] : [`--max-old-space-size=${heapMib}`];
  const preloads = [...(preload === undefined ? [] : [preload]), ...(keepsCompiled ? [KEEP_COMPILED] : [])];
  const node = [...V8_OPTIONS.split(' '), ...heap, ...preloads.flatMap((file) => ['--require', file]), MAIN];
  const [command, args] =
    maxOpenFiles === undefined
      ? [process.execPath, node]
      : ['sh', ['-c', `ulimit -n ${maxOpenFiles}; exec "$0" "$@"`, process.execPath, ...node]];
  const log = logFile === undefined ? 'pipe' : openSync(logFile, 'w');
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...BASE_ENV, ...env },
    stdio: ['ignore', log, 'pipe'],
  });
  if (typeof log === 'number') closeSync(log);
  return child;
}

function parsed(text: string): LogLine | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? (value as LogLine) : null;
  } catch {
    return null;
  }
}
