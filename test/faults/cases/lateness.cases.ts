import { setTimeout as pause } from 'node:timers/promises';
import type { Call } from '../support/call.js';
import { isAtMost, sees, type Check, type FaultCase, type FaultTools } from '../support/fault-case.js';
import { startHealthProbe } from '../support/health-probe.js';
import { PROMPT, type Lane } from '../support/lane.js';
import { until } from '../support/until.js';

const MAX_DELAY_MS = 20;
const SENDERS = 6;
const CALL_EVERY_MS = 25;
const SHED = '503 gateway.overloaded, 0 up';
const LATE_WITHIN_MS = 30_000;
const BACK_WITHIN_MS = 30_000;

/** 100,000 messages, 9 MB of JSON: hard work to read, and refused in the end, so that nothing else comes of it. */
const HUGE_BODY = JSON.stringify({
  model: 'm-1',
  messages: Array.from({ length: 100_000 }, () => ({ role: 'user', content: 'x'.repeat(55) })),
});

/** By default such a body is refused before it is parsed, and nothing is late. */
const ENV = { MAX_EVENT_LOOP_DELAY_MS: String(MAX_DELAY_MS), MAX_JSON_NODES: '1000000' };

/** A gateway with more to read than it can read in time, and callers with plain calls meanwhile. */
async function lateness({ open }: FaultTools): Promise<Check[]> {
  const stage = await open({ env: ENV });
  const [plain, huge] = [stage.lane(), stage.lane()];
  await plain.ask();
  const probe = await startHealthProbe(`${stage.gateway.url}/health/live`);
  const { calls, burst } = await callUntilShed(plain, huge);
  const { bad, count } = await probe.stop();
  const shed = [...calls, ...burst].filter(isShed);
  const backMs = await timeToAnswer(plain);
  return [
    sees('plain calls', `200 success, 1 up | ${SHED}`, kindsOf(calls)),
    sees(
      'huge ones that were let in',
      '400 request.invalid, 0 up',
      kindsOf(burst.filter((call) => !isShed(call))),
    ),
    sees('those that were not', SHED, kindsOf(shed)),
    sees('why', 'load', [...new Set(shed.map(({ line }) => line['shed_reason']))].join(' | ')),
    sees(
      'with Retry-After',
      true,
      shed.every(({ answer }) => Number(answer.headers['retry-after']) > 0),
    ),
    sees('health asked, bad answers', 'true, 0', `${count > 0}, ${bad}`),
    isAtMost('takes calls again in', 2_000, backMs, 'ms'),
  ];
}

/** Sends huge bodies, until one of the plain calls beside them has been shed. */
async function callUntilShed(plain: Lane, huge: Lane): Promise<Record<'calls' | 'burst', Call[]>> {
  const calls: Call[] = [];
  const burst: Call[] = [];
  const endMs = performance.now() + LATE_WITHIN_MS;
  const goesOn = () => !calls.some(isShed) && performance.now() < endMs;
  const senders = Array.from({ length: SENDERS }, async () => {
    while (goesOn()) burst.push(await huge.ask(HUGE_BODY));
  });
  while (goesOn()) {
    calls.push(await plain.ask());
    await pause(CALL_EVERY_MS);
  }
  await Promise.all(senders);
  return { calls, burst };
}

async function timeToAnswer(plain: Lane): Promise<number> {
  const sinceMs = performance.now();
  const isAnswered = async () => (await plain.ask(PROMPT)).answer.status === 200;
  await until('it takes calls again', isAnswered, BACK_WITHIN_MS);
  return performance.now() - sinceMs;
}

function isShed({ answer }: Call): boolean {
  return answer.status === 503;
}

function kindsOf(calls: readonly Call[]): string {
  return [...new Set(calls.map(({ summary }) => summary))].toSorted().join(' | ');
}

export const LATENESS_CASES: readonly FaultCase[] = [
  { id: 'A3', input: 'an event loop that is late', runs: 'alone', check: lateness },
];
