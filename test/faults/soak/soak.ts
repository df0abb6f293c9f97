import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UPSTREAM_KEY } from '../support/call.js';
import { isAtMost, sees, type Check } from '../support/fault-case.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { httpCall, type HttpAnswer } from '../support/http-call.js';
import { countIn } from '../support/metrics-text.js';
import { seededRandom } from '../../../src/common/testing/seeded-random.js';
import { eachOf, until } from '../support/until.js';
import { audit } from './audit.js';
import { booksOf } from './books-of.js';
import { judge, LEFT, type Verdict } from './compare.js';
import { drawPlan, PROVIDERS, type Plan } from './plan.js';
import { SoakUpstream } from './soak-upstream.js';

export interface SoakOptions {
  readonly requests: number;
  readonly seed: number;
  readonly onProgress?: (done: number) => void;
}

const WIDTH = 48;
const MIB = 1024 * 1024;
/** Files that the gateway may hold open more than before: timers and logs, no connections. */
const SPARE_FILES = 8;
const BASE_WITHIN_MS = 60_000;
const MAX_MEMORY_MIB = 512;
/** From here on, code and pools have settled after a fifth of the way. */
const LONG_RUN = 20_000;
/** Of memory between a fifth of the way and the end. */
const MAX_GROWTH_MIB = 96;

const SETTINGS = {
  FAULT_KEY: UPSTREAM_KEY,
  UPSTREAM_IDLE_TIMEOUT_MS: '1500',
  BREAKER_OPEN_MS: '300',
  MAX_EVENT_LOOP_DELAY_MS: '0',
};

/** Draws requests from a seed, sends them, and holds what the gateway says of them against what the upstream saw. */
export async function runSoak({ requests, seed, onProgress }: SoakOptions): Promise<Check[]> {
  const random = seededRandom(seed);
  const plans = Array.from({ length: requests }, (_, index) => drawPlan(random, index));
  const planOf = new Map(plans.map((plan) => [plan.marker, plan]));
  const leavers = new Map<string, AbortController>();
  const upstream = new SoakUpstream(
    (prompt) => planOf.get(prompt),
    ({ requestId }) => leavers.get(requestId)?.abort(),
  );
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-soak-'));
  const gateway = await GatewayProcess.start({
    env: { ...SETTINGS, TOLLGATE_DATA: folder },
    configFile: toYaml(await upstream.start()),
  });
  const agent = new Agent({ keepAlive: true, maxSockets: WIDTH });
  try {
    const filesBefore = gateway.openFiles;
    let memoryEarly = 0;
    const answers = await eachOf(plans, WIDTH, async (plan, index) => {
      if (index === Math.floor(requests / 5)) memoryEarly = gateway.memory();
      if (index % 1_000 === 0) onProgress?.(index);
      return send(gateway, plan, { agent, leavers });
    });
    await until('all requests are logged', () => gateway.requestLines.length >= requests, BASE_WITHIN_MS);
    agent.destroy();
    const memoryLate = gateway.memory();
    await until('connections are back to base', () => upstream.openSockets === 0, BASE_WITHIN_MS).catch(
      () => null,
    );
    const filesOver = gateway.openFiles - filesBefore;
    const metrics = await httpCall(`${gateway.url}/metrics`, '', { method: 'GET' });
    gateway.signal('SIGTERM');
    await gateway.ended;
    const soaked = plans.map((plan, index) => ({
      plan,
      answer: answers[index]!,
      sighting: upstream.sightings.get(index),
      lines: gateway.linesOf(plan.requestId),
    }));
    const verdicts = soaked.map(judge);
    return [
      ...audit(soaked, verdicts, booksOf(folder)),
      ...agreement(verdicts, upstream, gateway),
      ...counted(metrics.text, { plans, verdicts, upstream }),
      sees('connections to the upstream', 0, upstream.openSockets),
      isAtMost('files open', SPARE_FILES, filesOver, 'more than before'),
      isAtMost('memory', MAX_MEMORY_MIB, memoryLate / MIB, 'MiB'),
      ...(requests < LONG_RUN
        ? []
        : [isAtMost('memory grows by', MAX_GROWTH_MIB, (memoryLate - memoryEarly) / MIB, 'MiB')]),
    ];
  } finally {
    agent.destroy();
    await gateway.stop();
    upstream.stop();
    rmSync(folder, { recursive: true });
  }
}

interface Sending {
  readonly agent: Agent;
  readonly leavers: Map<string, AbortController>;
}

function send(gateway: GatewayProcess, plan: Plan, { agent, leavers }: Sending): Promise<HttpAnswer> {
  const caller = new AbortController();
  if (plan.isCancelled) leavers.set(plan.requestId, caller);
  const { isEmbedding, isStream, marker, provider } = plan;
  const path = isEmbedding ? '/v1/embeddings' : `/agents/llm-providers/${provider}`;
  const body = isEmbedding
    ? { model: `${provider}/m-1`, input: marker }
    : { prompt: marker, stream: isStream };
  return httpCall(gateway.url + path, JSON.stringify(body), {
    headers: { 'content-type': 'application/json', 'x-request-id': plan.requestId },
    agent,
    signal: caller.signal,
    onPiece: () => plan.isCancelled && caller.abort(),
  });
}

function agreement(verdicts: readonly Verdict[], upstream: SoakUpstream, gateway: GatewayProcess): Check[] {
  const complaints = verdicts.flatMap((verdict) => verdict.complaints);
  const good = verdicts.filter(({ tokens }) => tokens !== null).length;
  const refused = verdicts.filter(({ attempts }) => attempts === 0).length;
  return [
    sees(
      'requests that disagree',
      '0',
      complaints.length === 0 ? 0 : `${complaints.length}: ${complaints.slice(0, 5).join('; ')}`,
    ),
    sees(
      'requests that were not sent',
      '0',
      upstream.strangers.length === 0 ? 0 : upstream.strangers.slice(0, 3).join('; '),
    ),
    sees('its output besides log lines', '', gateway.strayOutput.join(' ').slice(0, 300)),
    isAtMost(`answered well ${good}; refused while failing`, verdicts.length / 20, refused, 'requests'),
  ];
}

interface Truth {
  readonly plans: readonly Plan[];
  readonly verdicts: readonly Verdict[];
  readonly upstream: SoakUpstream;
}

/** The metrics' sums, against the upstream's own. */
function counted(metrics: string, { plans, verdicts, upstream }: Truth): Check[] {
  const retries = verdicts.reduce((sum, { attempts }) => sum + Math.max(0, attempts - 1), 0);
  const good = plans.filter((_, index) => verdicts[index]?.tokens !== null);
  const sum = (tokens: (plan: Plan) => number) => good.reduce((total, plan) => total + tokens(plan), 0);
  const cancels = verdicts.filter(({ end }) => end === LEFT).length;
  const route = /route="[^"]*(agents|embeddings)/;
  const count = (name: string) => countIn(metrics, name);
  return [
    sees('metrics: requests', plans.length, countIn(metrics, 'tollgate_requests_total', route)),
    sees('metrics: attempts', upstream.attempts, count('tollgate_attempts_total')),
    sees('metrics: retries', retries, count('tollgate_retries_total')),
    sees('metrics: cancels', cancels, count('tollgate_cancels_total')),
    sees(
      'metrics: prompt tokens',
      sum((plan) => plan.promptTokens),
      count('gen_ai_client_inference_usage_input_tokens_total'),
    ),
    sees(
      'metrics: answer tokens',
      sum((plan) => plan.completionTokens),
      count('gen_ai_client_inference_usage_output_tokens_total'),
    ),
  ];
}

function toYaml(baseUrl: string): string {
  const entries = Array.from({ length: PROVIDERS }, (_, index) => [
    `  - id: soak-${index}`,
    `    base_url: ${baseUrl}`,
    '    api_key_variable: FAULT_KEY',
    '    default_model: m-1',
    '    prices: { m-1: { input_usd_per_million: 1, output_usd_per_million: 2 } }',
  ]);
  const budget = 'budgets: { everything: { budgets: [{ budget_usd: "1000000", per: total }] } }';
  return ['providers:', ...entries.flat(), budget, ''].join('\n');
}
