import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from '../../src/observability/metrics/testing/free-port.js';

const run = promisify(execFile);

type Command = [program: string, args: string[]];

/** Where Debian has the programs of each version. */
const DEBIAN = '/usr/lib/postgresql';

/** A real PostgreSQL, on loopback and in a folder of its own. */
export interface PostgresServer {
  /** The address of an empty database, a new one each time. */
  newDatabase(): Promise<string>;
  /** Stops it in the middle of what it does. */
  stop(): Promise<void>;
  /** On the same port, with the same data. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Where the programs of PostgreSQL are; `null` = it is not installed. */
export function postgresPrograms(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const [newest] = versions.toSorted((a, b) => Number(b) - Number(a));
  return newest === undefined ? null : join(DEBIAN, newest, 'bin');
}

/** @param programs as `postgresPrograms` found them. */
export async function startPostgres(programs: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-postgres-'));
  const data = join(folder, 'data');
  const as = asUnprivileged(folder);
  await run(...as(join(programs, 'initdb'), ['-D', data, '-U', 'tollgate', '-A', 'trust', '--no-sync']));
  const port = await freePort();
  const options = ['-h', '127.0.0.1', '-p', String(port), '-k', '', '-F', '-D', data];
  const url = (database: string) => `postgres://tollgate@127.0.0.1:${port}/${database}`;
  let server: ChildProcess | null = null;
  let databases = 0;
  const stop = async () => {
    if (server === null) return;
    const ended = once(server, 'exit');
    await run(...as(join(programs, 'pg_ctl'), ['stop', '-D', data, '-m', 'immediate', '-s']));
    await ended;
    server = null;
  };
  const start = async () => {
    server = spawn(...as(join(programs, 'postgres'), options), { stdio: 'ignore' });
    await answers(url('postgres'), server);
  };
  await start();
  return {
    newDatabase: async () => {
      databases += 1;
      await ask(url('postgres'), `create database d${databases}`);
      return url(`d${databases}`);
    },
    stop,
    start,
    close: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Not every `PATH` has the folder that Debian keeps it in. */
const RUN_AS = ['/usr/sbin/runuser', '/sbin/runuser'].find((program) => existsSync(program)) ?? 'runuser';

/** PostgreSQL refuses to run as root: there it runs as the user that its package makes. */
function asUnprivileged(folder: string) {
  if (process.getuid?.() !== 0) return (program: string, args: string[]): Command => [program, args];
  execFileSync('chown', ['postgres', folder]);
  return (program: string, args: string[]): Command => [RUN_AS, ['-u', 'postgres', '--', program, ...args]];
}

/** Waits for as long as it takes, unless the server ends meanwhile. */
async function answers(url: string, server: ChildProcess): Promise<void> {
  for (;;) {
    try {
      await ask(url, 'select 1');
      return;
    } catch (error) {
      if (server.exitCode !== null || server.signalCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

async function ask(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}
