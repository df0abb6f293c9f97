import { Agent, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { isAtMost, isToldOf, sees, type Check } from '../support/fault-case.js';
import { startHealthProbe } from '../support/health-probe.js';
import { httpCall, type HttpAnswer } from '../support/http-call.js';
import { completion } from '../support/openai-wire.js';
import { eachOf } from '../support/until.js';
import { openPlainStage, type PlainStage } from './plain-upstream.js';

/** So many calls at a time, each as long as the upstream takes: that many a second is what the gateway can do. */
const MAX_CALLS = 50;
const UPSTREAM_MS = 250;
const CAPACITY = MAX_CALLS / (UPSTREAM_MS / 1000);
const TIMES = 3;
const SECONDS = 10;
const PEAK_ROUNDS = 12;
const TICK_MS = 10;

const ANSWER = JSON.stringify(completion('Hello.'));
const BODY = JSON.stringify({ prompt: 'x' });
const HEADERS = { 'content-type': 'application/json' };

/** Three times the calls a second that there is room for. */
export async function shedding(): Promise<Check[]> {
  const stage = await openPlainStage(answerLater, { MAX_CALLS_IN_FLIGHT: String(MAX_CALLS) });
  const agent = new Agent({ keepAlive: true });
  try {
    await peakOf(stage, agent); // code that is not compiled yet is no measure
    const peak = await peakOf(stage, agent);
    const probe = await startHealthProbe(`${stage.gateway.url}/health/live`);
    const answers = await offer(stage, agent, { perSecond: TIMES * CAPACITY, seconds: SECONDS });
    const { p95Ms, bad } = await probe.stop();
    const statuses = [...new Set(answers.map(({ status }) => status))].toSorted((one, other) => one - other);
    const refused = answers.filter(({ status }) => status !== 200);
    const unexplained = refused.filter(({ headers }) => !(Number(headers['retry-after']) > 0));
    const good = answers.length - refused.length;
    return [
      sees('statuses', '200, 503', statuses.join(', ')),
      sees('refusals without Retry-After', 0, unexplained.length),
      sees('bad answers of liveness', 0, bad),
      isAtMost('liveness p95', 500, p95Ms, 'ms'),
      isToldOf('good answers', (100 * good) / (peak * SECONDS), '% of the peak'),
    ];
  } finally {
    agent.destroy();
    await stage.close();
  }
}

function answerLater(response: ServerResponse): void {
  setTimeout(() => response.writeHead(200, HEADERS).end(ANSWER), UPSTREAM_MS);
}

interface Load {
  readonly perSecond: number;
  readonly seconds: number;
}

/** Good answers a second, of as many callers as there is room for. */
async function peakOf({ url }: PlainStage, agent: Agent): Promise<number> {
  const startedMs = performance.now();
  const calls = Array.from({ length: MAX_CALLS * PEAK_ROUNDS });
  const answers = await eachOf(calls, MAX_CALLS, () => httpCall(url, BODY, { headers: HEADERS, agent }));
  const good = answers.filter(({ status }) => status === 200).length;
  return (good * 1000) / (performance.now() - startedMs);
}

/** Sends at a fixed rate, whatever becomes of it. */
async function offer({ url }: PlainStage, agent: Agent, { perSecond, seconds }: Load): Promise<HttpAnswer[]> {
  const calls: Promise<HttpAnswer>[] = [];
  const startedMs = performance.now();
  for (let elapsedMs = 0; elapsedMs < seconds * 1000; elapsedMs = performance.now() - startedMs) {
    const due = Math.floor((elapsedMs / 1000) * perSecond);
    while (calls.length < due) calls.push(httpCall(url, BODY, { headers: HEADERS, agent }));
    await pause(TICK_MS);
  }
  return Promise.all(calls);
}
