import fc from 'fast-check';
import { GatewayError } from '../../common/errors.js';
import type { UpstreamRequestInit } from '../../common/http/upstream-fetch.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { relayedProvider } from '../../llm-providers/openai-compatible/testing/relayed.js';
import {
  playAnswer,
  playOn,
  throughTimers,
  type UpstreamScript,
  type UpstreamStep,
} from '../../llm-providers/testing/two-ways.js';
import { ACME } from '../../port/testing/fake-llm-provider.js';
import type { ProviderTimeouts } from '../../port/provider-definition.js';
import type { CallContext } from '../call-context.js';
import type { CompletionCall } from '../completion-call.js';
import type { CallReport } from '../completion-outcome.js';
import { CompletionsService } from '../completions.service.js';
import type { AnswerPart } from '../opened-stream.js';
import { ProviderHealth } from '../provider-health.js';
import { LIMITS } from '../testing/completions-with.js';
import type { BegunAttempt } from './begun-attempt.js';
import type { RelayedStream } from './relayed-stream.js';

const JSON_TYPE = 'application/json';
const ANSWER = {
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'acme-1',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
};
const frame = (choices: readonly object[], more: object = {}) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'acme-1', choices, ...more })}\n\n`;
const deltaFrame = (delta: object, finish_reason: string | null = null) =>
  frame([{ index: 0, delta, finish_reason }]);
const FRAMES = [
  deltaFrame({ role: 'assistant', content: '' }),
  deltaFrame({ content: 'He' }),
  deltaFrame({ content: 'llo' }),
  ': hm\n\n',
  deltaFrame({ content: '!' }),
  deltaFrame({}, 'stop'),
  frame([], { usage: ANSWER.usage }),
  'data: [DONE]\n\n',
];

/** No sum of a few of them is whole, as all limits are: what comes is never due together with a deadline. */
const AFTER_MS = fc.constantFrom(2.37, 20.37, 90.37, 240.37, 460.37, 900.37);
const MS = fc.constantFrom(150, 400, 700, 1_200);

/** A whole answer, a stream, a refusal, or no connection; complete, cut or silent from some step on. */
const script = (isStream: boolean): fc.Arbitrary<UpstreamScript> => {
  const whole = isStream
    ? [
        { head: 200, type: 'text/event-stream' },
        ...FRAMES.map((piece) => ({ piece })),
        { ends: 'well' as const },
      ]
    : [
        { head: 200, type: JSON_TYPE },
        { piece: JSON.stringify(ANSWER).slice(0, 40) },
        { piece: JSON.stringify(ANSWER).slice(40) },
        { ends: 'well' as const },
      ];
  const refusal = (status: number): UpstreamStep[] => [
    { head: status, type: JSON_TYPE },
    { piece: JSON.stringify({ error: { message: `no ${status}` } }) },
    { ends: 'well' },
  ];
  const kinds: UpstreamStep[][] = [whole, whole, whole, refusal(500), refusal(429), refusal(400), []];
  return fc
    .tuple(
      fc.constantFrom(...kinds),
      fc.constantFrom('whole', 'whole', 'cut', 'silent'),
      fc.nat({ max: 10 }),
      fc.array(AFTER_MS, { minLength: 12, maxLength: 12 }),
    )
    .map(([steps, end, at, times]) => {
      const some = end === 'whole' && steps.length > 0 ? steps : steps.slice(0, at);
      const all: UpstreamStep[] = end === 'cut' ? [...some, { ends: 'cut' }] : some;
      return all.map((step, index) => ({ ...step, afterMs: times[index] ?? 2.37 }));
    });
};

const times: fc.Arbitrary<ProviderTimeouts> = fc.record(
  { totalMs: MS, firstTokenMs: MS, idleMs: MS },
  { requiredKeys: [] },
);
const target = (isStream: boolean) =>
  fc.record({
    timeouts: fc.option(times, { nil: undefined }),
    ofModel: fc.option(fc.record({ totalMs: MS, firstTokenMs: MS }, { requiredKeys: [] }), {
      nil: undefined,
    }),
    scripts: fc.array(script(isStream), { minLength: 9, maxLength: 9 }),
  });
const scenario = fc.boolean().chain((isStream) =>
  fc.record({
    isStream: fc.constant(isStream),
    targets: fc.array(target(isStream), { minLength: 1, maxLength: 3 }),
    callersMs: fc.option(fc.constantFrom(1, 100, 350, 800, 1_500, 5_000)),
    spentMs: fc.constantFrom(0, 30),
  }),
);
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

/** The providers of a scenario, a caller, and what became of one call. */
class Run {
  readonly clock = new ManualClock(Date.parse('2026-11-23T12:00:00Z'));
  readonly reports: CallReport[] = [];
  private readonly health: ProviderHealth;
  private readonly service: CompletionsService;
  private readonly providers: ReturnType<typeof relayedProvider>[];
  private readonly arrivedMs: number;

  constructor(private readonly given: Scenario) {
    const { clock } = this;
    const limits = {
      ...LIMITS,
      totalTimeoutMs: 2_000,
      firstTokenTimeoutMs: 800,
      chunkGapTimeoutMs: 500,
      retry: { ...LIMITS.retry, maxRetries: 1, baseDelayMs: 100 },
    };
    this.health = new ProviderHealth(clock, limits);
    this.service = new CompletionsService(limits, clock, this.health, () => 0.5);
    this.arrivedMs = clock.monotonicMs() - given.spentMs;
    this.providers = given.targets.map(({ timeouts, ofModel, scripts }, index) => {
      const id = `acme-${index}`;
      const settings = {
        ...(timeouts && { timeouts }),
        ...(ofModel && { modelTimeouts: [{ matches: /^acme/, ...ofModel }] }),
      };
      const provided = relayedProvider(clock, settings, { ...ACME, id, displayName: `Acme ${index}` });
      provided.answers.push(
        ...scripts.map((steps) => (init?: UpstreamRequestInit) => playAnswer(steps, clock, init)),
      );
      return provided;
    });
  }

  private get call(): CompletionCall {
    return {
      targets: this.providers.map(({ provider }) => ({ provider, model: 'acme-1' })) as never,
      routeId: this.providers.length > 1 ? 'steady' : null,
      request: { model: 'acme-1', messages: [{ role: 'user', content: 'Hello' }] },
      parameters: { defaults: {}, additions: {}, isStrict: false },
    };
  }

  /** As a surface makes it at the time at which the usual way begins, or takes over. */
  private context(begun?: BegunAttempt): CallContext {
    return {
      requestId: 'r-1',
      signal: new AbortController().signal,
      timeoutMs: this.given.callersMs,
      spentMs: this.clock.monotonicMs() - this.arrivedMs,
      onEnded: (report) => void this.reports.push(report),
      ...(begun && { begun }),
    };
  }

  async usual(begun?: BegunAttempt): Promise<unknown> {
    const { call, given } = this;
    const context = this.context(begun);
    if (!given.isStream) return (await this.service.complete(call, context)).completion;
    return textOf((await this.service.openStream(call, context)).parts);
  }

  quick(): Promise<unknown> {
    const { callersMs, isStream } = this.given;
    const callersEndMs = callersMs === null ? null : this.arrivedMs + callersMs;
    const context = { ...this.context(), callersEndMs };
    return new Promise((resolve, reject) => {
      const goOn = (begun?: BegunAttempt) => void this.usual(begun).then(resolve, reject);
      const passed: string[] = [];
      const pass = (bytes: Buffer) => passed.push(bytes.toString()) > 0;
      const rest = (stream: RelayedStream) =>
        textOf(stream.open(this.context()).parts, textIn(passed)).then(resolve, reject);
      const relay = isStream
        ? this.service.relayStream(
            this.call,
            { ...context, wantsUsage: false, wantsItems: false },
            {
              began: () => undefined,
              passed: pass,
              finished: (pieces) => {
                pass(Buffer.concat(pieces));
                resolve(textIn(passed));
              },
              goOn,
              goOnWithRest: (stream) => void rest(stream),
            },
          )
        : this.service.relay(this.call, context, {
            answered: ({ bytes }) => resolve(JSON.parse(bytes.toString())),
            goOn,
          });
      const [first] = this.providers;
      const [begun] = first?.begun ?? [];
      if (begun && first) {
        const [steps = []] = this.given.targets[0]?.scripts ?? [];
        first.answers.shift();
        playOn(begun, steps, this.clock);
      }
      if (!relay) goOn();
    });
  }

  /** What a caller, the books and the next call see of it. */
  async seen(work: () => Promise<unknown>): Promise<object> {
    const answer = await throughTimers(this.clock, work()).catch((error: unknown) => {
      if (!(error instanceof GatewayError)) throw error;
      return { code: error.code, message: error.message };
    });
    const reports = this.reports.map(({ attempts, fallbacks, ...report }) => ({
      ...report,
      attempts: attempts.map(({ error, ...attempt }) => ({ ...attempt, error: error?.message ?? null })),
      fallbacks: fallbacks.map(({ error, ...fallback }) => ({ ...fallback, error: error.message })),
      error: report.error?.message ?? null,
    }));
    const failing = this.health.breakersOf().filter(({ state }) => state !== 'closed');
    const inFlight = this.providers.map(({ provider }) => this.health.callsInFlight(provider.definition.id));
    return { answer, reports, inFlight, failing };
  }
}

async function textOf(parts: AsyncIterable<AnswerPart>, before = ''): Promise<string> {
  let text = before;
  for await (const part of parts)
    if (part.type === 'chunk') text += part.chunk.choices[0]?.delta.content ?? '';
  return text;
}

function textIn(passed: readonly string[]): string {
  return [...passed.join('').matchAll(/"content":"([^"]*)"/g)].map(([, text]) => text).join('');
}

describe('The quick way beside the usual one', () => {
  it('ends each call alike: over one target or several, with times of the caller, its providers and their models', async () => {
    let tookOver = 0;
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        const usual = new Run(given);
        const quick = new Run(given);
        const expected = await usual.seen(() => usual.usual());
        expect(await quick.seen(() => quick.quick())).toEqual(expected);
        if (quick.reports.some(({ attempts }) => attempts.length > 1)) tookOver += 1;
      }),
      { numRuns: 300, endOnFailure: true },
    );
    expect(tookOver).toBeGreaterThan(0);
  });
});
