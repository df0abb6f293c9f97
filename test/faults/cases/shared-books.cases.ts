import { startPostgres, postgresPrograms } from '../../support/postgres-server.js';
import { redisProgram, startRedis } from '../../support/redis-server.js';
import { ScriptedUpstream } from '../../support/scripted-upstream/scripted-upstream.js';
import { answerJson, neverAnswer } from '../../support/scripted-upstream/scripts.js';
import { sees, type Check, type FaultCase } from '../support/fault-case.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { httpCall } from '../support/http-call.js';
import { until } from '../support/until.js';
import { SMALL_COMPLETION } from '../../support/small-completion.js';

const CALLERS = 50;
const ROOM = 20;
/** Answered before a process is killed; the others of those that were let in are under way. */
const ANSWERED = 8;

/** 10 tokens of an answer cost 0.01 dollars, and 20 calls are what the budget is for. */
const BODY = JSON.stringify({
  model: 'local/m',
  max_tokens: 10,
  messages: [{ role: 'user', content: 'hello' }],
});
const HEADERS = { 'content-type': 'application/json' };

interface Servers {
  readonly DATABASE_URL: string;
  readonly REDIS_URL: string;
  /** How many requests count in the limit of all. */
  readonly counted: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** `null` = they are not installed, and need not be. */
async function startServers(): Promise<Servers | null> {
  const [postgres, redis] = [postgresPrograms(), redisProgram()];
  if (postgres === null || redis === null) {
    if (process.env['TOLLGATE_REQUIRE_SERVERS'] !== '1') return null;
    throw new Error('PostgreSQL or Redis is not there: `apt-get install postgresql redis-server`.');
  }
  const [database, limits] = await Promise.all([startPostgres(postgres), startRedis(redis)]);
  return {
    DATABASE_URL: await database.newDatabase(),
    REDIS_URL: limits.url,
    counted: async () => {
      const [key = ''] = await limits.client.keys('*requests*');
      return Number(await limits.client.hget(key, 'sum'));
    },
    close: async () => {
      await Promise.all([database.close(), limits.close()]);
    },
  };
}

async function killedBeside(): Promise<Check[]> {
  const servers = await startServers();
  if (servers === null) return [sees('PostgreSQL and Redis', 'not installed', 'not installed')];
  const { DATABASE_URL, REDIS_URL, counted } = servers;
  let served = 0;
  const upstream = await ScriptedUpstream.start({
    fallback: (exchange) => {
      served += 1;
      return served <= ANSWERED ? answerJson(200, SMALL_COMPLETION)(exchange) : neverAnswer()(exchange);
    },
  });
  const configFile = [
    `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m,`,
    '  prices: { m: { input_usd_per_million: 0, output_usd_per_million: 1000 } } }]',
    'budgets: { everything: { budgets: [{ budget_usd: "0.2", per: total }], limits: [{ requests: 1000, per: day }] } }',
  ].join('\n');
  const start = () =>
    GatewayProcess.start({ configFile, env: { DATABASE_URL, REDIS_URL, MAX_EVENT_LOOP_DELAY_MS: '0' } });
  const ask = (gateway: GatewayProcess) =>
    httpCall(`${gateway.url}/v1/chat/completions`, BODY, { headers: HEADERS }).then(
      ({ status }) => status,
      () => 0,
    );
  const askAll = (one: GatewayProcess, other: GatewayProcess, onEnd = () => {}) =>
    Array.from({ length: CALLERS }, (_, at) => ask(at % 2 === 0 ? one : other).finally(onEnd));

  const [first, second] = await Promise.all([start(), start()]);
  let ended = 0;
  const asked = askAll(first, second, () => (ended += 1));
  await until('all others wait', () => served === ROOM && ended === CALLERS - ROOM + ANSWERED, 30_000);
  // what refused calls had taken goes back behind their answers
  await until('both count in one limit', async () => (await counted()) === ROOM, 10_000);
  await first.stop();
  const third = await start();
  const statuses = await Promise.all(askAll(third, second));
  const servedInTheEnd = served;
  await Promise.all([second.stop(), third.stop()]);
  const answers = await Promise.all(asked);
  await Promise.all([upstream.close(), servers.close()]);
  const count = (all: readonly number[], wanted: number) => all.filter((status) => status === wanted).length;
  return [
    sees('answered before the end', ANSWERED, count(answers, 200)),
    sees('refused', CALLERS - ROOM, count(answers, 402)),
    sees('refused behind the restart, by both', CALLERS, count(statuses, 402)),
    sees('asked of the provider', ROOM, servedInTheEnd),
  ];
}

export const SHARED_BOOKS_CASES: readonly FaultCase[] = [
  {
    id: 'B2',
    input: 'SIGKILL of one of two nodes amid calls of a budget',
    runs: 'beside',
    check: killedBeside,
  },
];
