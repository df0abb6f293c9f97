// What it costs to keep what is asked and answered, and to tell it in spans, beside gateways that do neither:
//   node scripts/bench.mjs capture [--rounds 5] [--only v1-json,v1-stream,v1-200kb]
// The work is done behind the calls: a round is over when the process is at rest again.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { median, rounded, spread } from './lib/figures.mjs';
import { Load } from './lib/load.mjs';
import { cpuMs, startGateway, startProgram, startUpstream } from './lib/processes.mjs';
import { WORKLOADS } from './lib/workloads.mjs';

const COUNTS = { 'v1-json': 600, 'v1-stream': 200, 'v1-200kb': 100 };
const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: Object.keys(COUNTS).join() },
  },
});
const ROUNDS = Number(options.rounds);
const MEASURED = options.only.split(',').map((name) => [name, COUNTS[name]]);
const WARM_UP = 2; // rounds that are not counted: compilers learn
const CONNECTIONS = 8;
const REST_MS = 300;
const KEY = 'an-admin-key-of-the-benchmark-and-of-nothing-else';
const ADDRESSES = String.raw`[\w.+-]+@[\w-]+\.[\w.-]+`;
const CONTENT = 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT';

const upstream = await startUpstream();
const collector = await startProgram('collector');
const folder = mkdtempSync(join(tmpdir(), 'tollgate-capture-'));
const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
const targets = [
  await keeping('off', 'off'),
  await keeping('all', 'all'),
  await keeping('all, one pattern', 'all', ADDRESSES),
  { name: 'spans', ...(await startGateway(upstream.url, traced)) },
  { name: 'spans with content', ...(await startGateway(upstream.url, { ...traced, [CONTENT]: 'true' })) },
];
const asked = MEASURED.reduce((sum, [, count]) => sum + count, 0) * (ROUNDS + WARM_UP);
try {
  for (const [name, count] of MEASURED) await measure(name, count);
} finally {
  await Promise.all([...targets, upstream, collector].map((one) => one.stop()));
}
for (const { name, data } of targets)
  if (data) console.log(`${name}: ${captured(data)} of ${asked} calls were kept`);
rmSync(folder, { recursive: true });

async function keeping(name, mode, pattern) {
  const data = join(folder, name.replace(/\W+/g, '-'));
  const file = `${data}.yaml`;
  writeFileSync(file, `capture: ${JSON.stringify({ mode, ...(pattern && { redact: [pattern] }) })}\n`);
  const gateway = await startGateway(upstream.url, {
    TOLLGATE_CONFIG: file,
    TOLLGATE_DATA: data,
    ADMIN_API_KEY: KEY,
  });
  return { name, data, headers: { authorization: `Bearer ${KEY}` }, ...gateway };
}

/** Rounds of the targets in turn, so that what else the machine does meets all of them. */
async function measure(workload, count) {
  const { gateway: request } = WORKLOADS[workload];
  const cpuUs = Object.fromEntries(targets.map(({ name }) => [name, []]));
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    for (const { name, url, pid, headers } of targets) {
      const load = new Load({ url }, CONNECTIONS);
      const before = cpuMs(pid);
      await load.run({ ...request, headers }, count);
      await load.close();
      const spentMs = (await atRest(pid)) - before;
      if (round >= 0) cpuUs[name].push((spentMs * 1_000) / count);
    }
  }
  for (const { name } of targets) {
    const all = cpuUs[name];
    const beside = name.startsWith('spans') ? cpuUs['spans'] : cpuUs['off'];
    const more = Math.round(median(all) - median(beside));
    const share = rounded(median(all) / median(beside), 2);
    console.log(
      `${workload.padEnd(10)}${name.padEnd(20)}${String(Math.round(median(all))).padStart(6)} us  ±${Math.round(spread(all) * 100)} %  +${more} us, ${share} x`,
    );
  }
}

/** Processor time of the process once it does nothing more, in milliseconds. */
async function atRest(pid) {
  for (let seen = cpuMs(pid); ;) {
    await sleep(REST_MS);
    const now = cpuMs(pid);
    if (now - seen <= 10) return now;
    seen = now;
  }
}

function captured(data) {
  const file = readdirSync(data).find((name) => name.endsWith('.db') || name.endsWith('.sqlite'));
  const database = new DatabaseSync(join(data, file), { readOnly: true });
  const [{ count }] = database.prepare('select count(*) as count from captures').all();
  database.close();
  return Number(count);
}
