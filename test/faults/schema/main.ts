// `npm run test:schema`: schemathesis over the document of the built gateway, without gateway keys and with one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScriptedUpstream } from '../../support/scripted-upstream/scripted-upstream.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { answerAnyWire } from './answer-any-wire.js';
import { documentToFuzz } from './document-to-fuzz.js';

const KEY = 'canary-gateway-key';
const CHECKS = join(__dirname, 'checks.py');
const SEED = process.env['SCHEMA_SEED'] ?? '1';
const MAX_SECONDS = process.env['SCHEMA_MAX_SECONDS'] ?? '120';
const MAX_EXAMPLES = process.env['SCHEMA_MAX_EXAMPLES'] ?? '40';

/** Every provider has a key and answers well, so that what is valid by the document has no reason to fail. */
function environmentFor(upstream: ScriptedUpstream): Record<string, string> {
  const ids = ['OPENAI', 'GEMINI', 'REQUESTY', 'OPENROUTER', 'ANTHROPIC'];
  const providers = ids.flatMap((id) => [
    [`${id}_API_KEY`, `${id.toLowerCase()}-canary-key`],
    [`${id}_BASE_URL`, `${upstream.origin}/v1`],
  ]);
  return { ...(Object.fromEntries(providers) as Record<string, string>), MAX_EVENT_LOOP_DELAY_MS: '0' };
}

/** @returns whether nothing was found. */
async function fuzz(program: string, keys: readonly string[]): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-schema-'));
  const upstream = await ScriptedUpstream.start({ fallback: answerAnyWire });
  // with a ledger, without which nobody looks at tags
  const kept = { TOLLGATE_DATA: join(folder, 'data') };
  const env = {
    ...environmentFor(upstream),
    ...kept,
    ...(keys.length > 0 && { GATEWAY_API_KEYS: keys.join() }),
  };
  const gateway = await GatewayProcess.start({ env });
  try {
    const headers = keys.flatMap((key) => ['--header', `x-api-key: ${key}`]);
    const limits = ['--seed', SEED, '--max-examples', MAX_EXAMPLES, '--max-time', MAX_SECONDS];
    const config = ['--config-file', join(__dirname, 'schemathesis.toml')];
    const served = await (await fetch(`${gateway.url}/docs-json`)).text();
    const document = join(folder, 'document.json');
    writeFileSync(document, JSON.stringify(documentToFuzz(served)));
    const run = ['run', document, '--url', gateway.url, ...headers, ...limits, '--continue-on-failure'];
    // It leaves files where it runs.
    const child = spawn(program, [...config, ...run], {
      cwd: folder,
      env: { ...process.env, SCHEMATHESIS_HOOKS: CHECKS },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    return code === 0 && !gateway.hasEnded;
  } finally {
    await gateway.stop();
    await upstream.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const program = process.env['SCHEMATHESIS'];
  if (program === undefined)
    throw new Error('SCHEMATHESIS names the program to run; npm run test:schema does.');
  console.log(`SCHEMA_SEED=${SEED} SCHEMA_MAX_EXAMPLES=${MAX_EXAMPLES} SCHEMA_MAX_SECONDS=${MAX_SECONDS}`);
  const results = [await fuzz(program, []), await fuzz(program, [KEY])];
  const passed = results.filter((isClean) => isClean).length;
  const report = process.env['FAULTS_REPORT'];
  const counts = { passed, failed: results.length - passed, skipped: 0 };
  if (report) writeFileSync(report, JSON.stringify(counts));
  process.exit(counts.failed === 0 ? 0 : 1);
}

void main();
