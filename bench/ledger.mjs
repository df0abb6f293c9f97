// How long reports take over many calls, with a gateway and a store of its own:
//   node scripts/bench.mjs ledger [--rows 1000000] [--calls 20] [--folder where the rows stay, and are found again]
// The rows are drawn from a seed, over 30 days, in conversations of so many calls. With one call to each, sums that tell
// sessions apart are as many as the calls, and what would read too many of these is refused. Questions are asked once the
// days that are over are summed, three times each; the median counts.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { request } from 'undici';
import { setTimeout as wait } from 'node:timers/promises';
import { median } from './lib/figures.mjs';
import { cpuMs, startGateway } from './lib/processes.mjs';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    calls: { type: 'string', default: '20' },
    folder: { type: 'string' },
  },
});
const ROWS = Number(options.rows);
const CALLS = Number(options.calls);
const DAYS = 30;
const DAY_MS = 86_400_000;
const AT_ONCE = 100_000;
const headers = { authorization: 'Bearer bench-admin' };

const QUESTIONS = {
  'newest calls': '/admin/calls?limit=50',
  'a thousand calls': '/admin/calls?limit=1000',
  sessions: '/admin/sessions?limit=100',
  'sessions of a user': '/admin/sessions?limit=100&user=user-7',
  'first tokens today': `/admin/first-tokens?from=${day(0)}`,
  'first tokens, 30 days': '/admin/first-tokens',
  'budgets near their end': '/admin/budgets/near-end',
  'calls of today': `/admin/calls?limit=200&from=${day(0)}`,
  'calls of a key': '/admin/calls?limit=50&key=key00007',
  'calls of a session': '/admin/calls?limit=50&session=s-123',
  'failed calls': '/admin/calls?limit=50&outcome=failed',
  'calls of a model': '/admin/calls?limit=50&model=model-7',
  'calls of no model': '/admin/calls?limit=50&model=nobody',
  'calls of no user': '/admin/calls?limit=50&user=nobody',
  'calls of nothing': '/admin/calls?limit=50&outcome=unknown',
  'usage today': `/admin/usage?from=${day(0)}`,
  'usage today by key': `/admin/usage?group_by=key&from=${day(0)}`,
  'usage today by hour': `/admin/usage?group_by=hour,model&from=${day(0)}`,
  'usage of 7 days': `/admin/usage?group_by=day,model&from=${day(6)}`,
  'usage of 30 days': '/admin/usage?group_by=day,model',
  'usage by key, team': '/admin/usage?group_by=key,team',
  'usage by user': '/admin/usage?group_by=user,provider',
  'usage by a tag': '/admin/usage?group_by=tag.project,day',
  'usage by tag, model': '/admin/usage?group_by=tag.project,model',
  'usage by hour, model': '/admin/usage?group_by=hour,model',
  'usage by session, 1 day': `/admin/usage?group_by=session&from=${day(1)}&to=${day(0)}`,
  'usage by session': '/admin/usage?group_by=session',
  'the dearest sessions': '/admin/usage?group_by=session&limit=20',
  'usage by hour, key, team': '/admin/usage?group_by=hour,key,team&limit=100',
  'usage of a session': '/admin/usage?group_by=model&session=s-123',
  'usage of a model': '/admin/usage?group_by=day,key&model=model-7',
  'usage of no user': '/admin/usage?group_by=day,model&user=nobody',
  'usage of a key': '/admin/usage?group_by=day,model&key=key00007',
  'sessions by hour': `/admin/usage?group_by=hour,session&from=${day(1)}&to=${day(0)}`,
  'hour, session': '/admin/usage?group_by=hour,session',
  'hour, session, dearest': '/admin/usage?group_by=hour,session&limit=20',
  'tag, session': '/admin/usage?group_by=tag.project,session',
  'hour, tag, model': '/admin/usage?group_by=hour,tag.project,model',
  'hour, tag, of a user': '/admin/usage?group_by=hour,tag.project&user=user-7',
  drift: `/admin/drift?from=${day(6)}`,
};

const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'tollgate-ledger-'));
const variables = { TOLLGATE_DATA: folder, ADMIN_API_KEY: 'bench-admin' };
try {
  await fill();
  const gateway = await startGateway('http://127.0.0.1:9', variables);
  try {
    await allSummed();
    for (const [name, path] of Object.entries(QUESTIONS)) {
      const took = [];
      const beforeMs = cpuMs(gateway.pid);
      let refused = '';
      for (let round = 0; round < 3; round += 1) {
        const { ms, refusal } = await ask(gateway.url + path);
        took.push(ms);
        refused = refusal;
      }
      const cpu = (cpuMs(gateway.pid) - beforeMs) / took.length;
      const [shown, ofCpu] = [median(took), cpu].map((ms) => Math.round(ms).toString().padStart(7));
      console.log(`${name.padEnd(24)}${shown} ms${ofCpu} ms of the processor${refused}`);
    }
  } finally {
    await gateway.stop();
  }
} finally {
  if (options.folder === undefined) rmSync(folder, { recursive: true });
}

async function ask(url) {
  const sentMs = performance.now();
  const { statusCode, body } = await request(url, { headers });
  const text = await body.text();
  const ms = performance.now() - sentMs;
  const isRefused = statusCode === 400 && text.includes('has to be read from');
  if (statusCode !== 200 && !isRefused)
    throw new Error(`${url} answered ${statusCode}: ${text.slice(0, 200)}`);
  return { ms, refusal: isRefused ? `, refused: ${JSON.parse(text).message}` : '' };
}

async function allSummed() {
  const startedMs = performance.now();
  const database = new DatabaseSync(join(folder, 'tollgate.db'), { readOnly: true });
  const summed = database.prepare('select count(*) as count from rolled_days where is_done = 4');
  // yesterday is summed some time behind midnight only: a run before that does not wait for it
  while (Number(summed.get().count) < DAYS - 1) await wait(100);
  database.close();
  console.log(`days summed after ${Math.round((performance.now() - startedMs) / 100) / 10} s`);
}

/** The schema is the gateway's own; the rows are what is missing to the number that is asked for. */
async function fill() {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'tollgate.db')))
    await (await startGateway('http://127.0.0.1:9', variables)).stop();
  const database = new DatabaseSync(join(folder, 'tollgate.db'));
  database.exec('pragma synchronous = off');
  const has = Number(database.prepare('select count(*) as count from calls').get().count);
  const startedMs = performance.now();
  for (let from = has; from < ROWS; from += AT_ONCE)
    database.exec(insertOf(from, Math.min(ROWS, from + AT_ONCE)));
  database.exec('pragma wal_checkpoint(truncate); pragma optimize');
  database.close();
  console.log(
    `${ROWS} rows, ${ROWS - has} of them written in ${Math.round((performance.now() - startedMs) / 1000)} s`,
  );
}

function insertOf(from, to) {
  const firstMs = Date.now() - DAYS * DAY_MS;
  const stepMs = (DAYS * DAY_MS) / ROWS;
  // the same for the same number; who calls, for a whole conversation
  const drawn = (salt, size, of = 'n') => `((${of} * 2654435761 + ${salt}) >> 7) % ${size}`;
  return `insert into calls (id, node, request_id, session, started_at, ended_at, key_id, user_name, team_name, tags, client,
      surface, provider, provider_key, model_asked, model_sent, model_answered, operation, is_stream, is_replay,
      input_tokens, cache_read_tokens, output_tokens, reasoning_tokens, total_tokens, is_estimated, cost, cost_source,
      computed_cost, price_version, outcome, finish_reason, status, duration_ms, overhead_ms, reserved)
    with recursive rows(n) as (select ${from} union all select n + 1 from rows where n + 1 < ${to}),
      drawn as (select n, cast(${firstMs} + n * ${stepMs} as integer) as at, ${drawn(1, 200, `(n / ${CALLS})`)} as key, ${drawn(2, 40, `(n / ${CALLS})`)} as person,
        ${drawn(3, 8, `(n / ${CALLS})`)} as team, ${drawn(4, 12, `(n / ${Math.ceil(CALLS / 2)})`)} as model, ${drawn(5, 4000)} as input, ${drawn(6, 800)} as output,
        ${drawn(7, 50)} as fate from rows)
    select printf('%012x%020x', at, n), 'node', printf('request-%d', n), printf('s-%d', n / ${CALLS}), at, at + 900,
      printf('key%05d', key), printf('user-%d', person), printf('team-%d', team),
      printf('{"project":"p-%d","env":"ci"}', model), 'agent/1.2.3', 'openai', printf('provider-%d', model % 4), 'OPENAI_API_KEY',
      printf('model-%d', model), printf('model-%d', model), printf('model-%d-2026', model), 'chat', n & 1, 0,
      input, input / 2, output, 0, input + output, 0, input * 150000 + output * 600000, 'price_table',
      input * 150000 + output * 600000, 'bench', case when fate = 0 then 'failed' else 'ok' end, 'stop',
      case when fate = 0 then 502 else 200 end, 900, 1.5, 0 from drawn`;
}

function day(ago) {
  return new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10) + 'T00:00:00Z';
}
