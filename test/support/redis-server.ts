import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** Where Debian has them. */
const PROGRAMS = ['/usr/bin/valkey-server', '/usr/bin/redis-server'];

/** A real Redis or Valkey, on loopback, that keeps nothing beyond its process unless it is asked to. */
export interface RedisServer {
  readonly url: string;
  /** What is asked of it by a test. */
  readonly client: Redis;
  /** Stops it in the middle of what it does. */
  stop(): Promise<void>;
  /** On the same port. */
  start(): Promise<void>;
  /** It answers nothing, and closes nothing, until it goes on. */
  pause(): void;
  goOn(): void;
  close(): Promise<void>;
}

/** The program that is installed; `null` = none is. */
export function redisProgram(): string | null {
  return PROGRAMS.find((program) => existsSync(program)) ?? null;
}

/**
 * @param program as `redisProgram` found it.
 * @param remembers `true` = it knows after a stop what it knew before.
 */
export async function startRedis(
  program: string,
  password = '',
  { remembers = false }: { readonly remembers?: boolean } = {},
): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-redis-'));
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  options.push('--appendonly', remembers ? 'yes' : 'no', '--appendfsync', 'always');
  if (password !== '') options.push('--requirepass', password);
  const url = `redis://${password === '' ? '' : `:${password}@`}127.0.0.1:${port}`;
  let server: ChildProcess | null = null;
  const client = new Redis(url, {
    lazyConnect: true,
    protocol: 2,
    retryStrategy: () => 20,
    maxRetriesPerRequest: null,
  });
  client.on('error', () => undefined);
  const stop = async () => {
    if (server === null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
    server = null;
  };
  const start = async () => {
    server = spawn(program, options, { stdio: 'ignore', cwd: folder });
    await client.ping();
  };
  await start();
  return {
    url,
    client,
    stop,
    start,
    pause: () => void server?.kill('SIGSTOP'),
    goOn: () => void server?.kill('SIGCONT'),
    close: async () => {
      client.disconnect();
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
