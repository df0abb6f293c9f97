import { setTimeout as pause } from 'node:timers/promises';
import type { Call } from '../support/call.js';
import { isAtMost, sees, type Check, type FaultCase, type FaultTools } from '../support/fault-case.js';
import type { GatewayProcess } from '../support/gateway-process.js';
import { startHealthProbe } from '../support/health-probe.js';
import { PROMPT, type Lane } from '../support/lane.js';
import { until } from '../support/until.js';

const MAX_DELAY_MS = 20;
/** The processor is taken away for so long, and given for so long. */
const STOPPED_MS = 80;
const RUNNING_MS = 40;
const SHED = '503 gateway.overloaded, 0 up';
const LATE_WITHIN_MS = 30_000;
const BACK_WITHIN_MS = 30_000;

/**
 * A gateway that gets too little of the processor, as beside a neighbour that takes it all, and callers meanwhile. No
 * request of its own makes it late: what is large is worked on in turns.
 */
async function lateness({ open }: FaultTools): Promise<Check[]> {
  const stage = await open({ env: { MAX_EVENT_LOOP_DELAY_MS: String(MAX_DELAY_MS) } });
  const plain = stage.lane();
  await plain.ask();
  const probe = await startHealthProbe(`${stage.gateway.url}/health/live`);
  const calls = await callUntilShed(plain, stage.gateway);
  const { bad, count } = await probe.stop();
  const shed = calls.filter(isShed);
  const backMs = await timeToAnswer(plain);
  return [
    sees('calls', `200 success, 1 up | ${SHED}`, kindsOf(calls)),
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

/** Starves the gateway, until a call and one more have been shed. */
async function callUntilShed(plain: Lane, gateway: GatewayProcess): Promise<Call[]> {
  const calls: Call[] = [await answered(plain)];
  const endMs = performance.now() + LATE_WITHIN_MS;
  const goesOn = () => calls.filter(isShed).length < 2 && performance.now() < endMs;
  const starving = (async () => {
    while (goesOn()) {
      gateway.signal('SIGSTOP');
      await pause(STOPPED_MS);
      gateway.signal('SIGCONT');
      await pause(RUNNING_MS);
    }
  })();
  while (goesOn()) calls.push(await plain.ask());
  await starving;
  return calls;
}

async function timeToAnswer(plain: Lane): Promise<number> {
  const sinceMs = performance.now();
  await answered(plain);
  return performance.now() - sinceMs;
}

/** The first call that is let in: what else runs on this machine may starve the gateway, too. */
async function answered(plain: Lane): Promise<Call> {
  const calls: Call[] = [];
  const isAnswered = async () => {
    calls.unshift(await plain.ask(PROMPT));
    return calls[0]!.answer.status === 200;
  };
  await until('it takes calls', isAnswered, BACK_WITHIN_MS);
  return calls[0]!;
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
