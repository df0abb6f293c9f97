import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScriptedUpstream } from '../../support/scripted-upstream/scripted-upstream.js';
import { answerJson, neverAnswer } from '../../support/scripted-upstream/scripts.js';
import { sees, type Check, type FaultCase } from '../support/fault-case.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { httpCall } from '../support/http-call.js';
import { until } from '../support/until.js';

const CALLERS = 50;
const ROOM = 20;
/** Answered before the process is killed; the others of those that were let in are under way. */
const ANSWERED = 8;

const USAGE = { prompt_tokens: 5, completion_tokens: 10, total_tokens: 15 };
const ANSWER = {
  id: 'c-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: USAGE,
};
/** 10 tokens of an answer cost 0.01 dollars, and 20 calls are what the budget is for. */
const BODY = JSON.stringify({
  model: 'local/m',
  max_tokens: 10,
  messages: [{ role: 'user', content: 'hello' }],
});

interface Row {
  readonly request_id: string;
  readonly outcome: string;
  readonly cost: bigint;
}

/** With no process at work on it. */
function readBooks(folder: string): { readonly rows: readonly Row[]; readonly spent: string } {
  const database = new DatabaseSync(join(folder, 'tollgate.db'));
  const calls = database.prepare('select request_id, outcome, cost from calls');
  calls.setReadBigInts(true);
  const spend = database.prepare('select spent from spend');
  spend.setReadBigInts(true);
  const rows = calls.all() as unknown as Row[];
  const spent = spend.all().map((row) => String(row['spent']));
  database.close();
  return { rows, spent: spent.join() };
}

const count = (rows: readonly Row[], outcome: string) => rows.filter((row) => row.outcome === outcome).length;

async function killed(): Promise<Check[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-books-'));
  let served = 0;
  const upstream = await ScriptedUpstream.start({
    fallback: (exchange) => {
      served += 1;
      return served <= ANSWERED ? answerJson(200, ANSWER)(exchange) : neverAnswer()(exchange);
    },
  });
  const configFile = [
    `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m,`,
    '  prices: { m: { input_usd_per_million: 0, output_usd_per_million: 1000 } } }]',
    'budgets: { everything: { budgets: [{ budget_usd: "0.2", per: total }] } }',
  ].join('\n');
  const start = () =>
    GatewayProcess.start({ configFile, env: { TOLLGATE_DATA: folder, MAX_EVENT_LOOP_DELAY_MS: '0' } });
  const ask = (gateway: GatewayProcess, id: string) =>
    httpCall(`${gateway.url}/v1/chat/completions`, BODY, {
      headers: { 'content-type': 'application/json', 'x-request-id': id },
    }).then(
      ({ status }) => ({ id, status }),
      () => ({ id, status: 0 }),
    );
  const first = await start();
  let ended = 0;
  const asked = Array.from({ length: CALLERS }, (_, index) =>
    ask(first, `first-${index}`).finally(() => (ended += 1)),
  );
  await until('all others wait', () => served === ROOM && ended === CALLERS - ROOM + ANSWERED, 30_000);
  await first.stop();
  const answers = await Promise.all(asked);
  const good = answers.filter(({ status }) => status === 200).map(({ id }) => id);
  const cut = answers.filter(({ status }) => status === 0).map(({ id }) => id);

  const second = await start();
  const more = await Promise.all(
    Array.from({ length: CALLERS }, (_, index) => ask(second, `second-${index}`)),
  );
  second.signal('SIGTERM');
  await second.ended;
  await second.stop();
  const inTheEnd = readBooks(folder);
  const rowOf = (id: string) => inTheEnd.rows.find((row) => row.request_id === id);
  await upstream.close();
  rmSync(folder, { recursive: true });
  return [
    sees('answered before the end', ANSWERED, good.length),
    sees('refused', CALLERS - ROOM, answers.filter(({ status }) => status === 402).length),
    sees('of the answered with a row', ANSWERED, good.filter((id) => rowOf(id)?.outcome === 'ok').length),
    sees('refused behind the restart', CALLERS, more.filter(({ status }) => status === 402).length),
    sees('asked of the provider', ROOM, served),
    sees('open in the end', 0, count(inTheEnd.rows, 'pending')),
    // Nobody waits for the row of a call that was refused: the process may be killed before it is whole.
    sees('unknown in the end', ROOM - ANSWERED, cut.filter((id) => rowOf(id)?.outcome === 'unknown').length),
    sees('spent, in trillionths of a dollar', 200_000_000_000, inTheEnd.spent),
  ];
}

export const BOOKS_CASES: readonly FaultCase[] = [
  { id: 'B1', input: 'SIGKILL amid calls of a budget', runs: 'beside', check: killed },
];
