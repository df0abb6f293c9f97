import { setTimeout as pause } from 'node:timers/promises';
import { redisProgram, startRedis } from '../../support/redis-server.js';
import { ScriptedUpstream } from '../../support/scripted-upstream/scripted-upstream.js';
import { answerJson } from '../../support/scripted-upstream/scripts.js';
import { sees, type Check, type FaultCase } from '../support/fault-case.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { httpCall } from '../support/http-call.js';
import { SMALL_COMPLETION } from '../../support/small-completion.js';

const LIMIT = 50;
const WINDOW_MS = 1_000;
const WINDOWS = 2;
/** As often it is tried, each time from an empty window on. */
const ROUNDS = 4;
/** Callers who ask all the time, and rest where they are refused. */
const CALLERS = 32;
const REST_MS = 25;

const BODY = JSON.stringify({ model: 'local/m', messages: [{ role: 'user', content: 'hello' }] });
const HEADERS = { 'content-type': 'application/json' };

/** How many are answered within two windows, from the first request on. */
async function answeredBy(gateways: readonly GatewayProcess[]): Promise<number> {
  const endAt = performance.now() + WINDOWS * WINDOW_MS;
  let answered = 0;
  const caller = async (at: number) => {
    const { url } = gateways[at % gateways.length]!;
    while (performance.now() < endAt) {
      const { status } = await httpCall(`${url}/v1/chat/completions`, BODY, { headers: HEADERS });
      if (status === 200 && performance.now() < endAt) answered += 1;
      if (status !== 200) await pause(REST_MS);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, at) => caller(at)));
  return answered;
}

async function roundsOf(gateways: readonly GatewayProcess[]): Promise<readonly number[]> {
  const rounds: number[] = [];
  while (rounds.length < ROUNDS) {
    rounds.push(await answeredBy(gateways));
    await pause(1.1 * WINDOW_MS);
  }
  return rounds;
}

function areWithinAHundredth(about: string, rounds: readonly number[]): Check {
  const most = LIMIT * WINDOWS;
  const expected = `${Math.ceil(most * 0.99)} to ${most} each time`;
  const hold = rounds.every((answered) => answered >= most * 0.99 && answered <= most);
  return { about, expected, seen: hold ? expected : rounds.join(', ') };
}

async function askedAllTheTime(): Promise<Check[]> {
  const program = redisProgram();
  if (program === null) {
    if (process.env['TOLLGATE_REQUIRE_SERVERS'] !== '1')
      return [sees('Redis', 'not installed', 'not installed')];
    throw new Error('Redis is not there: `apt-get install redis-server`.');
  }
  const redis = await startRedis(program);
  const upstream = await ScriptedUpstream.start({ fallback: answerJson(200, SMALL_COMPLETION) });
  const configFile = [
    `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m }]`,
    `budgets: { everything: { limits: [{ requests: ${LIMIT}, per: second }] } }`,
  ].join('\n');
  const start = (env: Readonly<Record<string, string>> = {}) =>
    GatewayProcess.start({ configFile, env: { MAX_EVENT_LOOP_DELAY_MS: '0', ...env } });
  const alone = await start();
  const pair = await Promise.all([redis.url, redis.url].map((REDIS_URL) => start({ REDIS_URL })));
  const byOne = await roundsOf([alone]);
  const byTwo = await roundsOf(pair);
  await Promise.all([alone, ...pair].map((gateway) => gateway.stop()));
  await Promise.all([upstream.close(), redis.close()]);
  return [
    areWithinAHundredth('answered by one node in two windows', byOne),
    areWithinAHundredth('answered by two nodes in two windows', byTwo),
  ];
}

export const SHARED_LIMITS_CASES: readonly FaultCase[] = [
  {
    id: 'B3',
    input: 'more requests than a limit for two windows',
    runs: 'alone',
    isLong: true,
    check: askedAllTheTime,
  },
];
