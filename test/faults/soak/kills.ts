import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { Agent, createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../../src/common/testing/seeded-random.js';
import { UPSTREAM_KEY } from '../support/call.js';
import { isAtMost, sees, type Check } from '../support/fault-case.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { httpCall } from '../support/http-call.js';
import { completion, framesOf, USAGE } from '../support/openai-wire.js';
import { eachOf } from '../support/until.js';
import { INPUT_PICO_USD, OUTPUT_PICO_USD } from './audit.js';
import { booksOf, costOf } from './books-of.js';

export interface KillsOptions {
  readonly kills: number;
  readonly seed: number;
  readonly onProgress?: (done: number) => void;
}

const WIDTH = 32;
/** Answers between two kills. */
const [FEWEST, MOST] = [50, 600];
const COST = BigInt(USAGE.prompt_tokens) * INPUT_PICO_USD + BigInt(USAGE.completion_tokens) * OUTPUT_PICO_USD;

/** Ends a gateway by SIGKILL amid its load, again and again, and holds its books against what its callers got. */
export async function runKills({ kills, seed, onProgress }: KillsOptions): Promise<Check[]> {
  const random = seededRandom(seed);
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-kills-'));
  const served: string[] = [];
  const upstream = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      served.push(String(request.headers['x-request-id']));
      setTimeout(() => answer(response, body.includes('"stream":true')), random() * 20);
    });
  });
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
  const configFile = toYaml(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}/v1`);
  const env = { FAULT_KEY: UPSTREAM_KEY, TOLLGATE_DATA: folder, MAX_EVENT_LOOP_DELAY_MS: '0' };
  const start = () => GatewayProcess.start({ configFile, env });
  const good: string[] = [];
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const answers = FEWEST + Math.floor(random() * (MOST - FEWEST));
      good.push(...(await loadUntilKilled(await start(), kill, answers)));
      onProgress?.(kill + 1);
    }
    const last = await start();
    last.signal('SIGTERM');
    await last.ended;
    await last.stop();
    const { calls, spent, reserved } = booksOf(folder);
    const byId = new Map(calls.map((call) => [call.requestId, call]));
    const ok = calls.filter(({ outcome }) => outcome === 'ok');
    return [
      sees(
        `of ${good.length} answered well, those without their row`,
        0,
        good.filter((id) => byId.get(id)?.outcome !== 'ok').length,
      ),
      sees(`of ${served.length} served, those without a row`, 0, served.filter((id) => !byId.has(id)).length),
      sees('served or booked twice', 0, served.length - new Set(served).size + calls.length - byId.size),
      sees('under way at rest', 0, calls.filter(({ outcome }) => outcome === 'pending').length),
      isAtMost('not known how they ended', kills * WIDTH, calls.length - ok.length, 'calls'),
      sees('cost of those answered well', BigInt(ok.length) * COST, costOf(ok)),
      sees('spent by the budget', costOf(calls), spent),
      sees('reserved at rest', 0n, reserved),
    ];
  } finally {
    upstream.close();
    upstream.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns ids of requests whose answer came as a whole. */
async function loadUntilKilled(gateway: GatewayProcess, round: number, answers: number): Promise<string[]> {
  const good: string[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: WIDTH });
  const requests = Array.from({ length: answers + 20 * WIDTH }, (_, index) => index);
  await eachOf(requests, WIDTH, async (index) => {
    if (gateway.hasEnded) return;
    const id = `kill-${round}-${index}`;
    const body = {
      model: 'local/m-1',
      max_tokens: 20,
      stream: index % 2 === 0,
      messages: [{ role: 'user', content: id }],
    };
    const { status, isWhole, text } = await httpCall(
      `${gateway.url}/v1/chat/completions`,
      JSON.stringify(body),
      {
        headers: { 'content-type': 'application/json', 'x-request-id': id },
        agent,
      },
    );
    if (status !== 200 || !isWhole || (body.stream && !text.includes('[DONE]'))) return;
    good.push(id);
    if (good.length === answers) gateway.signal('SIGKILL');
  });
  agent.destroy();
  await gateway.stop();
  return good;
}

function answer(response: ServerResponse, isStream: boolean): void {
  if (isStream) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(framesOf('Hi').join(''));
  } else {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(completion('Hi')));
  }
}

function toYaml(baseUrl: string): string {
  return [
    `providers: [{ id: local, base_url: "${baseUrl}", api_key_variable: FAULT_KEY, default_model: m-1,`,
    '  prices: { m-1: { input_usd_per_million: 1, output_usd_per_million: 2 } } }]',
    'budgets: { everything: { budgets: [{ budget_usd: "1000000", per: total }] } }',
    '',
  ].join('\n');
}
