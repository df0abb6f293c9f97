import { Agent } from 'node:http';
import type { Script } from '../../support/scripted-upstream/exchange.js';
import { resetBeforeAnswer } from '../../support/scripted-upstream/scripts.js';
import { isAtMost, isToldOf, sees, type Check, type FaultCase } from '../support/fault-case.js';
import {
  completion,
  delta,
  DONE,
  failing,
  finish,
  frames,
  good,
  goodEitherWay,
  goodStream,
} from '../support/openai-wire.js';
import type { Stage } from '../support/stage.js';
import { eachOf } from '../support/until.js';
import { PROMPT, type Lane } from '../support/lane.js';
import { playEach, streamed, type Plays } from './play-each.js';

const GOOD_AT_SECOND = '200 success, 2 up';

/** Status and headers, then so many bytes of a good answer, then a reset. */
function resetAfter(bytes: number): Script {
  return async (exchange) => {
    exchange.sendHead(200, { 'content-type': 'application/json' });
    await exchange.write(JSON.stringify(completion('x'.repeat(200))).slice(0, bytes));
    exchange.reset();
  };
}

function resetStreamAfter(maxBytes: number): Script {
  return frames([delta('x'.repeat(200)), finish(), DONE], { maxBytes, ending: 'reset' });
}

/** Requests while the upstream fails: what each is told, and what that cost the upstream. */
async function askThroughOutage(lane: Lane, count: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const calls = await eachOf(Array.from({ length: count }), 50, () => lane.ask(PROMPT, { agent }));
  agent.destroy();
  const codes = new Set(calls.map(({ answer, envelope }) => `${answer.status} ${envelope.error?.code}`));
  const breaches = calls.filter(({ summary }) => summary.includes('BUT')).map(({ summary }) => summary);
  return { codes, breaches, asked: lane.upstreamCalls() };
}

/** A thousand requests while the upstream fails, and the time from its return to the first good answer. */
export async function outage(stage: Stage): Promise<Check[]> {
  const lane = stage.lane().will(failing(500));
  const { codes, breaches, asked } = await askThroughOutage(lane, 1_000);
  lane.will(goodEitherWay());
  const returnedMs = performance.now();
  let recovered = await lane.ask();
  while (recovered.answer.status !== 200 && performance.now() - returnedMs < 30_000)
    recovered = await lane.ask();
  const recoveryMs = performance.now() - returnedMs;
  return [
    sees('each', '502 provider.unavailable', [...codes].join(' or ')),
    sees('rules broken', '', breaches.slice(0, 3).join(' | ')),
    isAtMost('upstream is asked', 1_100, asked, 'times'),
    sees('after its return', '200', recovered.answer.status),
    isAtMost('recovers in', 10_000, recoveryMs, 'ms'),
  ];
}

interface PoolOutage {
  /** That the upstream gives to every key. */
  readonly status: number;
  /** All but the first few find the circuit open, or all keys set aside; where they do not, it is a thousand. */
  readonly calls: number;
  readonly expected: string;
}

const POOL_OUTAGES: readonly PoolOutage[] = [
  { status: 500, calls: 300, expected: '502 provider.unavailable' },
  { status: 429, calls: 300, expected: '429 provider.rate_limited' },
  { status: 401, calls: 1_000, expected: '502 provider.auth_failed' },
];

async function outagesOfPool(stage: Stage): Promise<Check[]> {
  const checks: Check[] = [];
  for (const { status, calls, expected } of POOL_OUTAGES) {
    const lane = stage.lane().will(failing(status));
    const startedMs = performance.now();
    const { codes, breaches, asked } = await askThroughOutage(lane, calls);
    // A tenth of the calls, and one more a second: on a busy machine there is time for some of those.
    const refilled = Math.floor((performance.now() - startedMs) / 1_000);
    checks.push(
      sees(`${status}: each`, expected, [...codes].join(' or ')),
      sees(`${status}: rules broken`, '', breaches.slice(0, 3).join(' | ')),
      isAtMost(`${status}: upstream is asked`, 1.1 * calls, asked - refilled, 'times'),
      isToldOf(`${status}: in fact`, asked, 'times'),
    );
  }
  return checks;
}

export const RETRY_CASES: readonly FaultCase[] = [
  {
    id: 'U18',
    input: 'fails once',
    runs: 'beside',
    check: ({ stage }) => {
      const plays = [500, 502, 503, 529].map((status) => [
        status,
        [[failing(status), good()], GOOD_AT_SECOND],
      ]);
      return playEach(stage, Object.fromEntries(plays) as Plays);
    },
  },
  {
    id: 'U19',
    input: 'fails always',
    runs: 'beside',
    check: async ({ stage }) => {
      const checks = [500, 502, 503, 529].map(async (status) => {
        const { summary, answer } = await stage.lane().will(failing(status)).ask();
        return [
          sees(`${status}`, '502 provider.unavailable, 3 up', summary),
          sees(`${status} has Retry-After`, true, Number(answer.headers['retry-after']) > 0),
          sees(`${status} says no more retries`, 'false', answer.headers['x-should-retry']),
        ];
      });
      return (await Promise.all(checks)).flat();
    },
  },
  {
    id: 'U20',
    input: 'resets',
    runs: 'beside',
    check: async ({ stage }) => [
      ...(await playEach(stage, {
        'before an answer': [[resetBeforeAnswer(), good()], GOOD_AT_SECOND],
        'after 0 bytes': [[resetAfter(0), good()], GOOD_AT_SECOND],
        'after 1 byte': [[resetAfter(1), good()], GOOD_AT_SECOND],
        'after 100 bytes': [[resetAfter(100), good()], GOOD_AT_SECOND],
      })),
      ...(await playEach(
        stage,
        {
          'stream after 0 bytes': [[resetStreamAfter(0), goodStream()], '200 stream done, 2 up'],
          'stream after 1 byte': [[resetStreamAfter(1), goodStream()], '200 stream done, 2 up'],
          'stream after a word': [
            [frames([delta('Hel'), finish().slice(0, 30)], { ending: 'reset' }), goodStream()],
            '200 stream error provider.invalid_response, 1 up',
          ],
        },
        streamed,
      )),
    ],
  },
  {
    id: 'U22',
    input: 'outage of 1,000 requests',
    runs: 'busy',
    check: async ({ share }) => outage(await share()),
  },
  {
    id: 'U22b',
    isLong: true,
    input: 'the same, a pool of 3 keys',
    runs: 'busy',
    check: async ({ open }) => outagesOfPool(await open({ keys: 3 })),
  },
];
