import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { SELDOM_COLLECTING } from './instruments.mjs';

const root = new URL('../../', import.meta.url);
const MANIFEST = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
/** What the script gives Node: one variable, and options. */
const START = /^exec env (\w+)=(\w+) node (.*?) dist\/main\.js/;
const NS_PER_MS = 1_000_000;
const PAGE_BYTES = 4096;
const START_LIMIT_MS = 20_000;

/** The provider, which tells its port. */
export const startUpstream = () => startProgram('upstream', {}, SELDOM_COLLECTING);

/** A program of this folder, which tells its port; with options of Node. */
export async function startProgram(name, env = {}, options = []) {
  const child = fork(fileURLToPath(new URL(`./${name}.mjs`, import.meta.url)), [], {
    env: { ...process.env, ...env },
    execArgv: options,
  });
  const [{ port }] = await once(child, 'message');
  return { url: `http://127.0.0.1:${port}`, pid: child.pid, stop: () => stop(child) };
}

/** The gateway as `npm run start:prod` runs it; `readyMs` is from the start to the first good answer of its health. */
export async function startGateway(upstreamUrl, variables = {}) {
  const [, variable, value, options] = START.exec(MANIFEST.scripts['start:prod']);
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    PORT: String(port),
    OPENAI_API_KEY: 'sk-bench',
    OPENAI_BASE_URL: `${upstreamUrl}/v1`,
    MAX_EVENT_LOOP_DELAY_MS: '0',
    [variable]: value,
    ...variables,
  };
  const startedMs = performance.now();
  const main = fileURLToPath(new URL('dist/main.js', root));
  const child = spawn(process.execPath, [...options.split(' '), main], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await answers(`${url}/health/live`, child);
  return { url, pid: child.pid, readyMs: performance.now() - startedMs, stop: () => stop(child) };
}

const ADMIN_KEY = 'an-admin-key-of-the-benchmark-and-of-nothing-else';
const VIRTUAL_KEY = {
  name: 'bench',
  budgets: [{ budget_usd: '1000000', per: 'month' }],
  limits: [
    { requests: 1_000_000, per: 'second' },
    { tokens: 1_000_000_000, per: 'minute' },
    { concurrent: 10_000 },
  ],
};

/**
 * A gateway with a ledger in a folder of its own, and with a virtual key that has a budget and limits: `headers` show
 * it.
 */
export async function startGoverned(upstreamUrl) {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-bench-'));
  const gateway = await startGateway(upstreamUrl, { TOLLGATE_DATA: folder, ADMIN_API_KEY: ADMIN_KEY });
  const stopAll = async () => {
    await gateway.stop();
    rmSync(folder, { recursive: true });
  };
  try {
    const key = await createKey(gateway.url);
    return { ...gateway, headers: { authorization: `Bearer ${key}` }, stop: stopAll };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function createKey(url) {
  const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };
  const answer = await request(`${url}/admin/keys`, {
    method: 'POST',
    headers,
    body: JSON.stringify(VIRTUAL_KEY),
  });
  const body = await answer.body.json();
  if (answer.statusCode !== 201) throw new Error(`No key was created: ${JSON.stringify(body)}`);
  return body.key;
}

/** A gateway that exports spans of every call. */
export async function startTraced(upstreamUrl) {
  const collector = await startProgram('collector');
  const gateway = await startGateway(upstreamUrl, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  return { ...gateway, stop: () => Promise.all([gateway.stop(), collector.stop()]) };
}

/** Processor time of all threads of a process until now, in milliseconds; a thread that has ended is not in it. */
export function cpuMs(pid) {
  const tasks = readdirSync(`/proc/${pid}/task`);
  return tasks.reduce((sum, task) => sum + ranNs(`/proc/${pid}/task/${task}/schedstat`), 0) / NS_PER_MS;
}

/** 0 for a thread that has just ended. */
function ranNs(path) {
  try {
    return Number(readFileSync(path, 'latin1').split(' ')[0]);
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return 0;
    throw error;
  }
}

/** How often a process has read anything until now: connections above all. A read that found nothing counts, too. */
export function readCount(pid) {
  return Number(/^syscr: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'latin1'))[1]);
}

/** Resident memory of a process, in bytes. */
export function residentBytes(pid) {
  return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * PAGE_BYTES;
}

async function answers(url, child) {
  const untilMs = performance.now() + START_LIMIT_MS;
  while (performance.now() < untilMs && child.exitCode === null) {
    const answer = await request(url).catch(() => null);
    await answer?.body.dump();
    if (answer?.statusCode === 200) return;
    await sleep(5);
  }
  throw new Error(`The gateway does not answer at ${url}.`);
}

async function stop(child) {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
