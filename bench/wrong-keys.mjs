// Whether the time of an answer tells a key of which the first half was guessed from one of which nothing was:
//   node scripts/bench.mjs wrong-keys [--keys 10000]
// Keys come in turns, so that what else the machine does meets both. What halves of one kind differ by is noise.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { median, rounded } from './lib/figures.mjs';
import { startGateway } from './lib/processes.mjs';

const { values: options } = parseArgs({ options: { keys: { type: 'string', default: '10000' } } });
const folder = mkdtempSync(join(tmpdir(), 'tollgate-keys-'));
const gateway = await startGateway('http://127.0.0.1:9', {
  TOLLGATE_DATA: folder,
  ADMIN_API_KEY: 'bench-admin',
});
const pool = new Pool(gateway.url, { connections: 1 });
try {
  const created = await pool.request({
    method: 'POST',
    path: '/admin/keys',
    headers: { authorization: 'Bearer bench-admin', 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'bench' }),
  });
  const { id } = await created.body.json();
  const secret = () => randomBytes(32).toString('base64url');
  const unknownId = () => randomBytes(4).toString('hex');
  const took = { 'known id': [], 'unknown id': [] };
  const sent = [];
  for (let at = 0; at < Number(options.keys); at += 1) {
    const kind = at % 2 === 0 ? 'known id' : 'unknown id';
    const key = `tg_${kind === 'known id' ? id : unknownId()}_${secret()}`;
    sent.push(key);
    took[kind].push(await refusedIn(key));
  }
  const again = [];
  for (const key of sent) again.push(await refusedIn(key));
  for (const [kind, all] of Object.entries(took)) console.log(`${kind.padEnd(12)} p50 ${us(median(all))} us`);
  console.log(`once more    p50 ${us(median(again))} us`);
  const apart = median(took['known id']) - median(took['unknown id']);
  const halves = (all) => [0, 1].map((part) => median(all.filter((_, at) => at % 2 === part)));
  const noise = Math.max(...Object.values(took).map((all) => Math.abs(halves(all)[0] - halves(all)[1])));
  console.log(`apart by ${us(apart)} us; halves of one kind by up to ${us(noise)} us`);
} finally {
  await pool.close();
  await gateway.stop();
  rmSync(folder, { recursive: true });
}

async function refusedIn(key) {
  const sentMs = performance.now();
  const headers = { authorization: `Bearer ${key}` };
  const { statusCode, body } = await pool.request({ method: 'GET', path: '/v1/models', headers });
  await body.dump();
  if (statusCode !== 401) throw new Error(`A wrong key was answered with ${statusCode}.`);
  return performance.now() - sentMs;
}

function us(ms) {
  return rounded(ms * 1000, 0);
}
