import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { neverAnswer } from '../../support/scripted-upstream/scripts.js';
import { createGate } from '../../support/scripted-upstream/stream-script.js';
import { describeCall } from '../support/call.js';
import { isAtMost, sees, type Check, type FaultCase, type FaultTools } from '../support/fault-case.js';
import { httpCall } from '../support/http-call.js';
import { PROMPT, type Lane } from '../support/lane.js';
import { delta, DONE, finish, frames } from '../support/openai-wire.js';
import { openSocket } from '../support/raw.js';
import type { Stage } from '../support/stage.js';
import { until } from '../support/until.js';

const STREAMS = 100;
const DRAIN_MS = 4_000;

/** So many streams that have begun, and what will have become of them. */
export async function openStreams(lane: Lane, count: number) {
  let begun = 0;
  const answers = Array.from({ length: count }, async (_, index) => {
    let isFirst = true;
    const headers = { 'content-type': 'application/json', 'x-request-id': `${lane.id}-stream-${index}` };
    const onPiece = () => {
      if (isFirst) begun += 1;
      isFirst = false;
    };
    return httpCall(lane.url, JSON.stringify({ ...PROMPT, stream: true }), { headers, onPiece });
  });
  await until('all streams have begun', () => begun === count, 20_000);
  return answers;
}

/** How streams ended, each and all: `200 stream done, 1 up`. */
export async function endsOf(
  stage: Stage,
  lane: Lane,
  answers: Awaited<ReturnType<typeof openStreams>>,
): Promise<string> {
  const ends = await Promise.all(
    answers.map(async (answering, index) => {
      const answer = await answering;
      const requestId = `${lane.id}-stream-${index}`;
      const lines = stage.gateway.linesOf(requestId);
      const upstreamCalls = lane.upstreamCalls(requestId);
      return describeCall({ requestId, answer, line: lines[0] ?? {}, lineCount: lines.length, upstreamCalls })
        .summary;
    }),
  );
  return [...new Set(ends)].join(' | ');
}

async function drain({ open }: FaultTools): Promise<Check[]> {
  const stage = await open({ env: { DRAIN_TIMEOUT_MS: String(DRAIN_MS) } });
  const { gateway } = stage;
  const gate = createGate();
  const finishing = stage.lane().will(frames([delta('Hel'), gate.opened, delta('lo'), finish(), DONE]));
  const hanging = stage.lane().will(frames([delta('Hel')], { ending: 'hang' }));
  const finishingStreams = await openStreams(finishing, STREAMS);
  const hangingStreams = await openStreams(hanging, STREAMS);
  const startedMs = performance.now();
  gateway.signal('SIGTERM');
  const status = async (path: string) => (await httpCall(gateway.url + path, '', { method: 'GET' })).status;
  await until('it is not ready', async () => (await status('/health/ready')) === 503, 5_000);
  const notReadyMs = performance.now() - startedMs;
  const refused = await hanging.ask();
  const live = await status('/health/live');
  gate.open();
  const { code, signal } = await gateway.ended;
  const endedMs = performance.now() - startedMs;
  await until('its last lines have come', () => gateway.requestLines.length >= 2 * STREAMS + 1, 5_000);
  return [
    isAtMost('not ready in', 1_000, notReadyMs, 'ms'),
    sees('a new call', '503 gateway.draining, 0 up', refused.summary),
    sees('it has Retry-After', true, Number(refused.answer.headers['retry-after']) > 0),
    sees('liveness meanwhile', 200, live),
    sees('100 that end in time', '200 stream done, 1 up', await endsOf(stage, finishing, finishingStreams)),
    sees(
      '100 that do not',
      '200 stream error gateway.draining, 1 up',
      await endsOf(stage, hanging, hangingStreams),
    ),
    sees('exit', '0', String(code ?? signal)),
    isAtMost('ends in', DRAIN_MS + 5_000, endedMs, 'ms'),
  ];
}

async function secondSignal({ open }: FaultTools): Promise<Check[]> {
  const stage = await open({ env: { DRAIN_TIMEOUT_MS: '60000' } });
  const lane = stage.lane().will(neverAnswer());
  const call = httpCall(lane.url, JSON.stringify(PROMPT), {
    headers: { 'content-type': 'application/json' },
  });
  await until('it is busy', () => lane.upstreamCalls() === 1, 5_000);
  stage.gateway.signal('SIGTERM');
  const startedMs = performance.now();
  // A signal that comes again within half a second counts as the same one.
  const again = setInterval(() => stage.gateway.signal('SIGTERM'), 200);
  const { code, signal } = await stage.gateway.ended;
  clearInterval(again);
  await call;
  return [
    isAtMost('ends in', 3_000, performance.now() - startedMs, 'ms'),
    sees('exit is clean', false, code === 0 && signal === null),
  ];
}

/** As a mistake in a hook would: a rejection without a handler, on command. */
const PLANTED = `process.on('SIGUSR2', () => void Promise.reject(new Error('planted')));`;

async function mishaps({ open }: FaultTools): Promise<Check[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-hook-'));
  const preload = join(folder, 'hook.cjs');
  writeFileSync(preload, PLANTED);
  const maxOpenFiles = 80;
  const stage = await open({ preload, maxOpenFiles });
  rmSync(folder, { recursive: true });
  const { gateway } = stage;
  const sockets = Array.from({ length: 200 }, () => openSocket(gateway));
  await until('all files are open', () => gateway.openFiles >= maxOpenFiles - 2, 10_000);
  for (const socket of sockets) socket.destroy();
  await until('they are closed again', () => gateway.openFiles < maxOpenFiles / 2, 10_000);
  const { summary } = await stage.lane().ask();

  gateway.signal('SIGUSR2');
  const answered = stage.lane().ask();
  const ended = await Promise.race([
    gateway.ended,
    answered.then(
      () => null,
      () => gateway.ended,
    ),
  ]);
  const isOk = ended === null || (ended.code ?? 1) !== 0;
  return [
    sees(
      'an unhandled rejection',
      'serves on, or exits non-zero',
      isOk ? 'serves on, or exits non-zero' : 'exit 0',
    ),
    sees('after no file was left', '200 success, 1 up', summary),
  ];
}

export const PROCESS_CASES: readonly FaultCase[] = [
  { id: 'K1', input: 'SIGTERM with 200 streams', runs: 'alone', check: drain },
  { id: 'K1b', input: 'SIGTERM twice', runs: 'beside', check: secondSignal },
  { id: 'K11', input: 'a rejection; no file left', runs: 'beside', check: mishaps },
];
