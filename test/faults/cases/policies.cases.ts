import { neverAnswer, resetBeforeAnswer } from '../../support/scripted-upstream/scripts.js';
import { createGate } from '../../support/scripted-upstream/stream-script.js';
import { afterGate } from '../../support/scripted-upstream/scripts.js';
import {
  isAtLeast,
  isAtMost,
  sees,
  type Check,
  type FaultCase,
  type FaultTools,
} from '../support/fault-case.js';
import { startHealthProbe } from '../support/health-probe.js';
import { eventsIn, httpCall, type HttpAnswer } from '../support/http-call.js';
import { PROMPT } from '../support/lane.js';
import { delta, failing, frames, good, goodEitherWay } from '../support/openai-wire.js';
import type { Stage } from '../support/stage.js';
import type { Script } from '../../support/scripted-upstream/exchange.js';
import type { AgentEnvelope } from '../../support/agent-client.js';
import { countIn } from '../support/metrics-text.js';
import { eachOf, until } from '../support/until.js';

const DEADLINE_HEADERS: Readonly<Record<string, string>> = {
  'x-request-timeout-ms': '400',
  'x-envoy-expected-rq-timeout-ms': '400',
  'grpc-timeout': '400m',
};

async function deadlines({ stage }: FaultTools): Promise<Check[]> {
  const checks = Object.entries(DEADLINE_HEADERS).map(async ([name, value]) => {
    const lane = stage.lane().will(neverAnswer());
    const { summary, answer } = await lane.ask(PROMPT, { headers: { [name]: value } });
    const ends = await Promise.all(lane.requests.map(({ closed }) => closed));
    return [
      sees(name, '504 request.deadline_exceeded, 1 up', summary),
      isAtMost(`${name}: answered in`, 1_200, answer.totalMs, 'ms'),
      sees(
        `${name}: upstream given up`,
        true,
        ends.every(({ aborted }) => aborted),
      ),
    ];
  });
  const waiting = stage.lane().will(failing(503, {}, { 'retry-after': '5' }));
  const late = await waiting.ask(PROMPT, { headers: { 'x-request-timeout-ms': '1000' } });
  return [
    ...(await Promise.all(checks)).flat(),
    sees('a pause beyond it', '502 provider.unavailable, 1 up', late.summary),
    isAtMost('a pause beyond it: answered in', 1_000, late.answer.totalMs, 'ms'),
  ];
}

async function shedding({ open }: FaultTools): Promise<Check[]> {
  const [room, callers] = [20, 60];
  const stage = await open({ env: { MAX_CALLS_IN_FLIGHT: String(room) } });
  const gate = createGate();
  const lane = stage.lane().will(afterGate(gate.opened, good()));
  const probe = await startHealthProbe(`${stage.gateway.url}/health/live`);
  let refused = 0;
  const calls = Array.from({ length: callers }, async () => {
    const call = await lane.ask();
    if (call.answer.status === 503) refused += 1;
    return call;
  });
  await until('the gateway is full', () => refused + lane.upstreamCalls() >= callers, 10_000);
  gate.open();
  const ended = await Promise.all(calls);
  const { p95Ms } = await probe.stop();
  const countOf = (summary: string) => ended.filter((call) => call.summary === summary).length;
  const shed = ended.filter(({ answer }) => answer.status === 503);
  return [
    sees('those there is room for', room, countOf('200 success, 1 up')),
    sees('the others: 503 gateway.overloaded', callers - room, countOf('503 gateway.overloaded, 0 up')),
    sees(
      'with Retry-After',
      true,
      shed.every(({ answer }) => Number(answer.headers['retry-after']) > 0),
    ),
    isAtMost('health p95', 500, p95Ms, 'ms'),
    sees('afterwards', '200 success, 1 up', (await lane.ask()).summary),
  ];
}

async function oneProviderFull({ share }: FaultTools): Promise<Check[]> {
  const stage = await share();
  const gate = createGate();
  const slow = stage.laneOf('narrow-lane').will(afterGate(gate.opened, good()));
  const before = slow.upstreamCalls();
  const calls = Array.from({ length: 10 }, () => slow.ask());
  await until('the slow one is full', () => slow.upstreamCalls() - before === 5, 15_000);
  const other = await stage.lane().ask();
  gate.open();
  const summaries = (await Promise.all(calls)).map(({ summary }) => summary);
  const refused = summaries.filter((summary) => summary === '503 gateway.overloaded, 0 up').length;
  return [sees('the slow one refuses', 5, refused), sees('another one', '200 success, 1 up', other.summary)];
}

interface ChainPlay {
  readonly first: Script;
  readonly expected: string;
  readonly isStream?: boolean;
  /** Of the caller. */
  readonly timeoutMs?: number;
}

/** A route for each: what the first target does decides whether the second is asked. */
const CHAINS: Readonly<Record<string, ChainPlay>> = {
  500: { first: failing(500), expected: '200 success by second, 3+1 up' },
  429: { first: failing(429, {}, { 'retry-after': '3600' }), expected: '200 success by second, 1+1 up' },
  401: { first: failing(401), expected: '200 success by second, 1+1 up' },
  402: { first: failing(402), expected: '200 success by second, 1+1 up' },
  'no model': { first: failing(404, { code: 'model_not_found' }), expected: '200 success by second, 1+1 up' },
  'no answer': { first: neverAnswer(), expected: '200 success by second, 1+1 up' },
  'no answer, and little time': {
    first: neverAnswer(),
    expected: '200 success by second, 1+1 up',
    timeoutMs: 900,
  },
  'stream, no answer, and little time': {
    first: neverAnswer(),
    expected: '200 done by second, 1+1 up',
    isStream: true,
    timeoutMs: 900,
  },
  reset: { first: resetBeforeAnswer(), expected: '200 success by second, 3+1 up' },
  'a wrong request': { first: failing(400), expected: '400 provider.rejected by none, 1+0 up' },
  'stream, 500': { first: failing(500), expected: '200 done by second, 3+1 up', isStream: true },
  'cut in mid-stream': {
    first: frames([delta('Hel')], { ending: 'cut' }),
    expected: '200 error by first, 1+0 up',
    isStream: true,
  },
};

/** How many of them at once: some have little time, and all of them one gateway. */
const CHAINS_AT_ONCE = 4;

async function chains({ stage }: FaultTools): Promise<Check[]> {
  return eachOf(Object.entries(CHAINS), CHAINS_AT_ONCE, async ([name, play]) =>
    sees(name, play.expected, await chainOutcome(stage, play)),
  );
}

async function chainOutcome(stage: Stage, play: ChainPlay): Promise<string> {
  const { id, first, second } = stage.route();
  first.will(play.first);
  second.will(goodEitherWay());
  const headers = {
    'content-type': 'application/json',
    'x-request-id': id,
    ...(play.timeoutMs !== undefined && { 'x-request-timeout-ms': String(play.timeoutMs) }),
  };
  const url = `${stage.gateway.url}/agents/llm-providers/${id}`;
  const answer = await httpCall(url, JSON.stringify({ prompt: 'x', stream: play.isStream ?? false }), {
    headers,
  });
  const line = await stage.gateway.lineOf(id);
  const by = (answer.headers['x-gateway-provider'] as string | undefined)?.replace(`${id}-`, '');
  const asked = `${first.upstreamCalls()}+${second.upstreamCalls()}`;
  const isLogged = line['attempts'] === first.upstreamCalls() + second.upstreamCalls();
  return `${answer.status} ${endOf(answer)} by ${by ?? 'none'}, ${asked} up${isLogged ? '' : '; BUT logged otherwise'}`;
}

function endOf(answer: HttpAnswer): string {
  if (String(answer.headers['content-type']).startsWith('text/event-stream')) {
    return eventsIn(answer.text).at(-1)?.event ?? 'no end';
  }
  const { status, error } = JSON.parse(answer.text) as AgentEnvelope;
  return error?.code ?? status;
}

async function metricsChecks({ stage }: FaultTools): Promise<Check[]> {
  const metrics = () => httpCall(`${stage.gateway.url}/metrics`, '', { method: 'GET' });
  const before = await metrics();
  const lane = stage.lane();
  for (let call = 0; call < 3; call += 1) await lane.ask();
  lane.will(failing(503));
  await lane.ask();
  await lane.ask('{');
  const { status, text } = await metrics();
  const ofLane = new RegExp(`"${lane.id}"`);
  const requests = (scraped: string) => countIn(scraped, 'tollgate_requests_total');
  return [
    sees('GET /metrics', 200, status),
    sees('attempts', lane.upstreamCalls(), countIn(text, 'tollgate_attempts_total', ofLane)),
    sees('retries', 2, countIn(text, 'tollgate_retries_total', ofLane)),
    sees('output tokens', 21, countIn(text, 'gen_ai_client_inference_usage_output_tokens_total', ofLane)),
    isAtLeast('requests', 5, requests(text) - requests(before.text), ''),
  ];
}

export const POLICY_CASES: readonly FaultCase[] = [
  { id: 'D1', input: "a caller's deadline", runs: 'beside', check: deadlines },
  { id: 'A1', input: '3 times the calls there is room for', runs: 'alone', check: shedding },
  { id: 'A2', input: 'one slow provider', runs: 'beside', check: oneProviderFull },
  { id: 'F1', input: 'a route over two providers', runs: 'beside', check: chains },
  { id: 'M1', input: 'metrics of 5 requests', runs: 'beside', check: metricsChecks },
];
