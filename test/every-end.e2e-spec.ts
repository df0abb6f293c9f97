import { randomUUID } from 'node:crypto';
import { MovableClock } from '../src/common/testing/movable-clock.js';
import type { CallReport } from '../src/completions/completion-outcome.js';
import { CompletionsService } from '../src/completions/completions.service.js';
import { LlmAgentRegistry } from '../src/surfaces/agents/llm-agent.registry.js';
import { ask, type AskOptions } from './support/agent-client.js';
import { openEvents } from './support/agent-events.js';
import type { Script } from './support/scripted-upstream/exchange.js';
import { ScriptedUpstream } from './support/scripted-upstream/scripted-upstream.js';
import { answerBytes, answerJson, neverAnswer } from './support/scripted-upstream/scripts.js';
import { sseFrame, stream } from './support/scripted-upstream/stream-script.js';
import { smallChunk, smallDelta } from './support/small-completion.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const CALLS = 300;
/** Longer than any machine needs until the upstream is asked. */
const HURRIED_MS = 50_000;
/** Each has three retries to begin with, and no more than three calls. */
const PROVIDERS = 100;
const PROMPT_CHARACTERS = 40;

const tokens = (input: number, output: number) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
});
const USAGE = tokens(12, 5);
const EARLY = tokens(12, 1);
const whole = (text: string, rest: object = {}) => ({
  id: '1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
  ...rest,
});
const chunk = (choices: object[], rest: object) => sseFrame(smallChunk(choices, rest));
const word = (content: string, finish: string | null = null) =>
  sseFrame(smallDelta({ role: 'assistant', content }, finish));

const GOOD = answerJson(200, whole('x'.repeat(8), { usage: USAGE }));
const GOOD_STREAM = stream([
  word('x'.repeat(8)),
  word('', 'stop'),
  chunk([], { usage: USAGE }),
  'data: [DONE]\n\n',
]);
const OVERLOADED = answerJson(503, { error: { message: 'Overloaded' } });
const ERROR = sseFrame({ error: { message: 'Overloaded', type: 'server_error', code: 503 } });

/** How its caller asks, and what he does with the answer. */
type Caller = 'whole' | 'stream' | 'leaves' | 'forgets' | 'hurries';

interface Kind {
  readonly caller: Caller;
  /** What the upstream does, attempt by attempt. */
  readonly scripts: readonly Script[];
  /** What each of them is billed: `estimated` = the upstream never told all of it. */
  readonly bills: readonly (readonly [usage: object | null, estimated?: 'estimated'])[];
  readonly outcome: CallReport['outcome'];
}

const KINDS: Readonly<Record<string, Kind>> = {
  'a whole answer': { caller: 'whole', scripts: [GOOD], bills: [[USAGE]], outcome: 'finished' },
  'a whole answer without usage': {
    caller: 'whole',
    scripts: [answerJson(200, whole('x'.repeat(8)))],
    bills: [[tokens(10, 2), 'estimated']],
    outcome: 'finished',
  },
  'a status, then an answer': {
    caller: 'whole',
    scripts: [OVERLOADED, GOOD],
    bills: [[null], [USAGE]],
    outcome: 'finished',
  },
  'half a body, then an answer': {
    caller: 'whole',
    scripts: [answerBytes('application/json', '{"id": "1", "choices": ['), GOOD],
    bills: [[tokens(10, 0), 'estimated'], [USAGE]],
    outcome: 'finished',
  },
  'a body that is counted and no answer, then an answer': {
    caller: 'whole',
    scripts: [answerJson(200, { ...whole(''), choices: [{ index: 0 }], usage: EARLY }), GOOD],
    bills: [[EARLY], [USAGE]],
    outcome: 'finished',
  },
  'a stream': { caller: 'stream', scripts: [GOOD_STREAM], bills: [[USAGE]], outcome: 'finished' },
  'a stream that is cut': {
    caller: 'stream',
    scripts: [stream([word('x'.repeat(8))], { ending: 'cut' })],
    bills: [[tokens(10, 2), 'estimated']],
    outcome: 'failed',
  },
  'a stream that is cut behind a count': {
    caller: 'stream',
    scripts: [stream([word('x'.repeat(8)), chunk([], { usage: EARLY })], { ending: 'cut' })],
    bills: [[EARLY]],
    outcome: 'failed',
  },
  'a preamble and an error, then a stream': {
    caller: 'stream',
    scripts: [stream([word(''), ERROR]), GOOD_STREAM],
    bills: [[null], [USAGE]],
    outcome: 'finished',
  },
  'a stream that is left': {
    caller: 'leaves',
    scripts: [stream([word('x'.repeat(8))], { ending: 'hang' })],
    bills: [[tokens(10, 2), 'estimated']],
    outcome: 'cancelled',
  },
  'a stream that is not read': {
    caller: 'forgets',
    scripts: [stream([word('x'.repeat(8))], { ending: 'hang' })],
    bills: [[tokens(10, 2), 'estimated']],
    outcome: 'cancelled',
  },
  'a deadline': {
    caller: 'hurries',
    scripts: [neverAnswer()],
    bills: [[tokens(10, 0), 'estimated']],
    outcome: 'timed-out',
  },
};
const NAMES = Object.keys(KINDS);
const nameOf = (index: number) => NAMES[index % NAMES.length] ?? '';

describe('every end of calls over real HTTP', () => {
  let upstream: ScriptedUpstream;
  let gateway: RunningGateway;
  const clock = new MovableClock();
  const reports = new Map<string, CallReport[]>();
  const asked = new Map<number, number>();

  beforeAll(async () => {
    upstream = await ScriptedUpstream.start({
      fallback: (exchange) => {
        const { messages } = exchange.request.body as { messages: { content: string }[] };
        const index = Number(messages.at(-1)?.content.split(' ')[0]);
        const attempt = asked.get(index) ?? 0;
        asked.set(index, attempt + 1);
        return KINDS[nameOf(index)]?.scripts[attempt]?.(exchange);
      },
    });
    const ids = Array.from({ length: PROVIDERS }, (_, index) => `p-${index}`);
    gateway = await startGateway(
      { UPSTREAM_MAX_RETRIES: '1', CLIENT_STALL_TIMEOUT_MS: '1500' },
      `providers:\n${ids.map((id) => `  - { id: ${id}, base_url: "${upstream.origin}/v1", default_model: m }`).join('\n')}`,
      clock,
    );
    const ended = (report: CallReport) =>
      void reports.set(report.requestId, [...(reports.get(report.requestId) ?? []), report]);
    gateway.app.get(CompletionsService).observe({ partGap: () => undefined, ended });
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const CALLERS: Readonly<Record<Caller, (body: object, options: AskOptions) => Promise<unknown>>> = {
    whole: (body, options) => ask(gateway, body, options),
    hurries: (body, options) =>
      ask(gateway, body, {
        ...options,
        headers: { ...options.headers, 'x-request-timeout-ms': String(HURRIED_MS) },
      }),
    stream: async (body, options) => {
      const { events } = await openEvents(gateway, body, options);
      for await (const event of events) expect(event).toBeDefined();
    },
    leaves: async (body, options) => {
      const leaving = new AbortController();
      const { events } = await openEvents(gateway, body, { ...options, signal: leaving.signal });
      await events.next();
      leaving.abort();
    },
    forgets: (body, { provider = '', headers }) => {
      const requestId = headers?.['x-request-id'] ?? '';
      const reported = new Promise<void>((resolve) => {
        const context = { requestId, signal: new AbortController().signal, onEnded: () => resolve() };
        const agent = gateway.app.get(LlmAgentRegistry).get(provider);
        void agent.handle(body, context, { prefersStream: true });
      });
      return reported;
    },
  };

  it('are reported once each, with what the upstream sent, attempt by attempt', async () => {
    const run = randomUUID();
    const play = async (index: number) => {
      const { caller } = KINDS[nameOf(index)] as Kind;
      const prompt = `${index} `.padEnd(PROMPT_CHARACTERS, 'x');
      const headers = { 'x-request-id': `${run}-${index}` };
      await CALLERS[caller]({ prompt }, { provider: `p-${index % PROVIDERS}`, headers });
      if (caller === 'forgets') return null;
      return gateway.logLine((line) => line['request_id'] === `${run}-${index}`);
    };
    const isHurried = (index: number) => KINDS[nameOf(index)]?.caller === 'hurries';
    const indexes = Array.from({ length: CALLS }, (_, index) => index);
    const plays = indexes.map(play);
    await Promise.all(plays.filter((_, index) => !isHurried(index)));
    while (!indexes.filter(isHurried).every((index) => asked.has(index))) await new Promise(setImmediate);
    clock.advance(HURRIED_MS);
    const lines = await Promise.all(plays);
    for (const [index, line] of lines.entries()) {
      const { bills, outcome } = KINDS[nameOf(index)] as Kind;
      const told = reports.get(`${run}-${index}`) ?? [];
      const attempts = told[0]?.attempts.map(({ usage, isUsageEstimated }) => [usage, isUsageEstimated]);
      expect([nameOf(index), told.map((report) => report.outcome), attempts]).toEqual([
        nameOf(index),
        [outcome],
        bills.map(([usage, estimated]) => [usage, estimated === 'estimated']),
      ]);
      if (line === null) continue;
      const { usage, isUsageEstimated } = told[0] as CallReport;
      expect([line['prompt_tokens'], line['completion_tokens'], line['usage_estimated'] ?? false]).toEqual([
        usage?.prompt_tokens,
        usage?.completion_tokens,
        isUsageEstimated,
      ]);
    }
  });
});
