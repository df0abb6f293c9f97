import { Agent } from 'node:http';
import { createGate } from '../../support/scripted-upstream/stream-script.js';
import { freePort } from '../../../src/observability/metrics/testing/free-port.js';
import { isAtMost, sees, type Check, type FaultCase, type FaultTools } from '../support/fault-case.js';
import type { GatewayProcess } from '../support/gateway-process.js';
import { startHealthProbe } from '../support/health-probe.js';
import { httpCall } from '../support/http-call.js';
import type { Call } from '../support/call.js';
import { delta, DONE, finish, frames } from '../support/openai-wire.js';
import { openSocket } from '../support/raw.js';
import { eachOf, until } from '../support/until.js';
import { endsOf, openStreams } from './process.cases.js';

/** A log that is not read, and a terminal that is gone: neither is a reason to stop, or to cut a stream. */
async function unattended({ open }: FaultTools): Promise<Check[]> {
  const stage = await open();
  const { gateway } = stage;
  const gate = createGate();
  const lane = stage.lane().will(frames([delta('Hel'), gate.opened, delta('lo'), finish(), DONE]));
  const [answering] = await openStreams(lane, 1);
  gateway.listen(false);
  const get = (path: string) => httpCall(gateway.url + path, '', { method: 'GET' });
  // Some 300 KB of log: a pipe takes 64 of them.
  await eachOf(Array.from({ length: 1_000 }), 20, () => get('/agents/llm-providers/nowhere/models'));
  gateway.signal('SIGHUP');
  const { status, totalMs } = await get('/health/ready');
  gateway.listen(true);
  gate.open();
  return [
    sees('readiness, the log unread', 200, status),
    isAtMost('readiness, the log unread: takes', 500, totalMs, 'ms'),
    sees('a stream, over SIGHUP', '200 stream done', (await endsOf(stage, lane, [answering!])).slice(0, 15)),
    sees('it goes on', '200 success, 1 up', (await stage.lane().ask()).summary),
  ];
}

/** Lines of a log that are some 800 bytes each: more than five of the four megabytes that may wait. */
const LONG_LINES = 7_000;
const LONG_FIELDS = { 'x-forwarded-client-cert': `Subject="CN=${'x'.repeat(500)}"` };
const KEEPS_LONG_LINES = { TRUST_CLIENT_CERT_HEADER: 'true' };

/** Requests that are each a long line in the log; how many were answered 404. */
async function fillLog(gateway: GatewayProcess): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const ask = () => httpCall(`${gateway.url}/nowhere`, '', { method: 'GET', agent, headers: LONG_FIELDS });
  const answers = await eachOf(Array.from({ length: LONG_LINES }), 10, ask);
  agent.destroy();
  return answers.filter(({ status }) => status === 404).length;
}

/** Liveness while the log takes nothing, and as many lines come as may wait, and more. */
async function besideFullLog(gateway: GatewayProcess): Promise<Check[]> {
  const probe = await startHealthProbe(`${gateway.url}/health/live`);
  const answered = await fillLog(gateway);
  const { p99Ms, bad } = await probe.stop();
  return [
    sees('answered', LONG_LINES, answered),
    isAtMost('health p99', 100, p99Ms, 'ms'),
    sees('bad health', 0, bad),
  ];
}

async function droppedLines({ open }: FaultTools): Promise<Check[]> {
  const { gateway } = await open({ env: KEEPS_LONG_LINES });
  gateway.listen(false);
  const checks = await besideFullLog(gateway);
  gateway.listen(true);
  const dropped = () => gateway.otherLines.reduce((sum, line) => sum + Number(line['dropped_lines'] ?? 0), 0);
  await until(
    'each line is read or counted',
    () => gateway.requestLines.length + dropped() >= LONG_LINES,
    20_000,
  );
  return [
    ...checks,
    sees('some were dropped, and counted', true, dropped() > 0),
    sees('read and dropped', LONG_LINES, gateway.requestLines.length + dropped()),
  ];
}

async function fullDisk({ open }: FaultTools): Promise<Check[]> {
  const env = { ...KEEPS_LONG_LINES, PORT: String(await freePort()) };
  const { gateway } = await open({ env, logFile: '/dev/full' });
  const checks = await besideFullLog(gateway);
  gateway.signal('SIGTERM');
  const { code, signal } = await gateway.ended;
  return [...checks, sees('exit', '0', String(code ?? signal))];
}

const MAX_OPEN_FILES = 120;
const CALLS_WITHOUT_FILES = 30;

/** File descriptors that run out while calls run: the fault is the gateway's own, and passes with its cause. */
async function noFilesLeft({ open }: FaultTools): Promise<Check[]> {
  const stage = await open({ maxOpenFiles: MAX_OPEN_FILES, env: { UPSTREAM_MAX_RETRIES: '0' } });
  const { gateway } = stage;
  const [running, lane] = [stage.lane(), stage.lane()];
  const gate = createGate();
  running.will(frames([delta('Hel'), gate.opened, delta('lo'), finish(), DONE]));
  const streams = await openStreams(running, 1);
  const agent = new Agent({ keepAlive: true, maxSockets: CALLS_WITHOUT_FILES });
  const askAll = () =>
    Promise.all(Array.from({ length: CALLS_WITHOUT_FILES }, () => lane.ask(undefined, { agent })));
  const live = () => httpCall(`${gateway.url}/health/live`, '', { method: 'GET', agent });
  await Promise.all(Array.from({ length: CALLS_WITHOUT_FILES }, live));
  const fillers = Array.from({ length: MAX_OPEN_FILES }, () => openSocket(gateway));
  await until('all files are open', () => gateway.openFiles >= MAX_OPEN_FILES - 1, 10_000);
  const refused = await askAll();
  const askedMeanwhile = lane.upstreamCalls();
  for (const socket of fillers) socket.destroy();
  await until('some are closed again', () => gateway.openFiles < MAX_OPEN_FILES / 2, 10_000);
  const after = await askAll();
  gate.open();
  await gateway.lineOf(`${running.id}-stream-0`);
  const ends = await endsOf(stage, running, streams);
  agent.destroy();
  return [
    sees('calls without a file', '503 gateway.exhausted', codesOf(refused)),
    sees('asked of the provider', 0, askedMeanwhile),
    sees(
      'they may try again',
      true,
      refused.every(({ answer }) => Number(answer.headers['retry-after']) > 0),
    ),
    sees('calls with files again', '200 success', codesOf(after)),
    sees('asked of the provider then', CALLS_WITHOUT_FILES, lane.upstreamCalls()),
    sees('a stream over it', '200 stream done, 1 up', ends),
  ];
}

function codesOf(calls: readonly Call[]): string {
  const codes = calls.map(
    ({ answer, envelope }) => `${answer.status} ${envelope.error?.code ?? envelope.status}`,
  );
  return [...new Set(codes)].toSorted().join(' | ');
}

export const STARVED_CASES: readonly FaultCase[] = [
  { id: 'X6', input: 'a log unread, a terminal gone', runs: 'beside', check: unattended },
  { id: 'X6b', isLong: true, input: 'a log unread beyond its bound', runs: 'alone', check: droppedLines },
  { id: 'X6c', isLong: true, input: 'a log on a full disk', runs: 'alone', check: fullDisk },
  { id: 'X13', input: 'no file left while calls run', runs: 'beside', check: noFilesLeft },
];
