import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../src/observability/metrics/testing/free-port.js';

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

export interface RedisOptions {
  readonly remembers?: boolean;
  /** In PEM. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly authority: string };
}

/** The program that is installed; `null` = none is. */
export function redisProgram(): string | null {
  return PROGRAMS.find((program) => existsSync(program)) ?? null;
}

/**
 * @param program as `redisProgram` found it.
 * @param remembers `true` = it knows after a stop what it knew before.
 * @param tls its certificate, and who issued it; left out = it speaks without.
 */
export async function startRedis(
  program: string,
  password = '',
  { remembers = false, tls }: RedisOptions = {},
): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-redis-'));
  const listening = tls ? tlsOptions(folder, port, tls) : ['--port', String(port)];
  const options = [...listening, '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  options.push('--appendonly', remembers ? 'yes' : 'no', '--appendfsync', 'always');
  if (password !== '') options.push('--requirepass', password);
  const url = `${tls ? 'rediss' : 'redis'}://${password === '' ? '' : `:${password}@`}127.0.0.1:${port}`;
  let server: ChildProcess | null = null;
  const client = new Redis(url, {
    lazyConnect: true,
    protocol: 2,
    ...(tls && { tls: { ca: tls.authority } }),
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

function tlsOptions(folder: string, port: number, tls: NonNullable<RedisOptions['tls']>): string[] {
  const fileOf = (name: string, pem: string) => {
    writeFileSync(join(folder, name), pem);
    return join(folder, name);
  };
  const files = { cert: tls.cert, key: tls.key, 'ca-cert': tls.authority };
  const named = Object.entries(files).flatMap(([name, pem]) => [
    `--tls-${name}-file`,
    fileOf(`${name}.pem`, pem),
  ]);
  return ['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no', ...named];
}
