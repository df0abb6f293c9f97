// How the cost of a call grows with what is asked and with what is configured, beside the floor where that can be:
//   npm run bench:growth
// Writes bench/results/growth.json and docs/performance-growth.svg.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { median, rounded } from './lib/figures.mjs';
import { Load } from './lib/load.mjs';
import { openHeld } from './lib/held.mjs';
import { drawGrowth } from './lib/picture.mjs';
import { cpuMs, residentBytes, startGateway, startProgram, startUpstream } from './lib/processes.mjs';
import { setTimeout as sleep } from 'node:timers/promises';

const ROUNDS = 3;
const PATH = '/v1/chat/completions';
const MODEL = 'openai/gpt-4o-mini';
const ask = (characters) => ({
  path: PATH,
  body: JSON.stringify({
    model: MODEL,
    messages: [{ role: 'user', content: 'word '.repeat(characters / 5) }],
  }),
});
const SIZES = [1_000, 10_000, 100_000, 1_000_000];
const CONNECTIONS = [1, 16, 64, 256, 1_000];
const STREAMS = [100, 1_000, 5_000];
const CONFIGURED = [10, 100, 1_000];

const upstream = await startUpstream();
const floor = await startProgram('floor', { UPSTREAM: upstream.url });
try {
  const growth = {
    prompt: await withGateway({}, measurePrompts),
    connections: await withGateway({}, measureConnections),
    streams: await eachOf(STREAMS, (count) => withGateway({}, (gateway) => measureStreams(gateway, count))),
    configured: await eachOf(CONFIGURED, measureConfigured),
  };
  writeFileSync(
    'bench/results/growth.json',
    `${JSON.stringify({ node: process.version, ...growth }, null, 2)}\n`,
  );
  writeFileSync('docs/performance-growth.svg', drawGrowth(growth));
  console.log(JSON.stringify(growth, null, 2));
} finally {
  await Promise.all([floor, upstream].map((target) => target.stop()));
}

async function withGateway(variables, measure) {
  const gateway = await startGateway(upstream.url, variables);
  try {
    return await measure(gateway);
  } finally {
    await gateway.stop();
  }
}

/** CPU of a call by the size of its prompt, in characters. */
function measurePrompts(gateway) {
  return eachOf(SIZES, (size) => {
    const count = Math.min(1_000, Math.max(60, 20_000_000 / size));
    return beside(gateway, ask(size), { connections: 16, count });
  });
}

/** CPU of a call by the number of connections that ask at once. */
function measureConnections(gateway) {
  return eachOf(CONNECTIONS, (connections) =>
    beside(gateway, ask(50), { connections, count: Math.max(2_000, 2 * connections) }),
  );
}

/** The floor and the gateway in turn; microseconds a call, and the ratio. */
async function beside(gateway, request, { connections, count }) {
  const measured = { floor: [], gateway: [] };
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [name, target] of Object.entries({ floor, gateway })) {
      const us = await cpuUs(target, request, { connections, count });
      if (round >= 0) measured[name].push(us);
    }
  }
  const [floorUs, gatewayUs] = [median(measured.floor), median(measured.gateway)];
  return {
    floorUs: Math.round(floorUs),
    gatewayUs: Math.round(gatewayUs),
    ratio: rounded(gatewayUs / floorUs, 2),
  };
}

async function cpuUs(target, request, { connections, count }) {
  const load = new Load(target, connections);
  const before = cpuMs(target.pid);
  await load.run(request, count);
  const us = ((cpuMs(target.pid) - before) * 1000) / count;
  await load.close();
  return us;
}

/** Memory of a stream that is held open, by how many there are. */
async function measureStreams(gateway, count) {
  await sleep(500);
  const pool = new Pool(gateway.url, { connections: count, bodyTimeout: 0 });
  const before = residentBytes(gateway.pid);
  const controllers = [];
  await Promise.all(Array.from({ length: count }, () => openHeld(pool, controllers)));
  await sleep(2_000);
  const kb = (residentBytes(gateway.pid) - before) / count / 1024;
  for (const controller of controllers) controller.abort(new Error('measured'));
  await pool.destroy();
  return { kb: Math.round(kb) };
}

/** CPU of a call by how many gateway keys, providers of tollgate.yaml and aliases of models are configured. */
async function measureConfigured(count) {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-growth-'));
  const file = join(folder, 'tollgate.yaml');
  const names = Array.from({ length: count }, (_, at) => at);
  const providers = names.map(
    (at) => `  - {id: own-${at}, base_url: "${upstream.url}/v1", default_model: m-${at}}`,
  );
  writeFileSync(file, `providers:\n${providers.join('\n')}\n`);
  const keys = names.map((at) => `gateway-key-${String(at).padStart(8, '0')}`);
  const aliases = names.map((at) => `alias-${at}=gpt-4o-mini`);
  const variables = {
    TOLLGATE_CONFIG: file,
    GATEWAY_API_KEYS: keys.join(),
    OPENAI_MODEL_ALIASES: aliases.join(),
  };
  try {
    return await withGateway(variables, (gateway) =>
      beside(
        gateway,
        { ...ask(50), headers: { authorization: `Bearer ${keys.at(-1)}` } },
        { connections: 16, count: 2_000 },
      ),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function eachOf(values, measure) {
  const results = [];
  for (const value of values) results.push({ of: value, ...(await measure(value)) });
  return results;
}
