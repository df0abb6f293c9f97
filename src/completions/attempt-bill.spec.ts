import { GatewayError, type ErrorCode } from '../common/errors.js';
import type { CompletionRequest, CompletionUsage, StreamPart } from '../port/canonical.js';
import {
  ACME,
  ACME_SETTINGS,
  chunkOf,
  completionOf,
  textPart,
  USAGE,
} from '../port/testing/fake-llm-provider.js';
import { billOf } from './attempt-bill.js';
import { SeenAnswer } from './seen-answer.js';

const prices = new Map([['acme-1', { input_usd_per_million: '1', output_usd_per_million: '2' }]]);
const provider = { definition: ACME, settings: { ...ACME_SETTINGS, prices } };
const request: CompletionRequest = { model: 'acme-1', messages: [{ role: 'user', content: 'x'.repeat(40) }] };

const failure = (code: ErrorCode, details = {}) => new GatewayError(code, 'canary', details);
const seenOf = (...parts: readonly StreamPart[]) => {
  const seen = new SeenAnswer();
  for (const part of parts) seen.take(part);
  return seen;
};
const counted = (usage: Partial<CompletionUsage>): StreamPart => ({
  type: 'chunk',
  chunk: { ...chunkOf({}), choices: [], usage: usage as CompletionUsage },
});
/** In 10^-18 dollars. */
const partsOf = ({ input = 0n, output = 0n }) => ({
  total: input + output,
  input,
  output,
  cacheRead: 0n,
  cacheWrite: 0n,
  reasoning: 0n,
  audio: 0n,
  searches: 0n,
});
const tokens = (input: number, output: number) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
});

describe('the bill of an attempt', () => {
  const bill = (error: GatewayError | null, seen = seenOf(), asked: object = {}) =>
    billOf({ provider, request: { ...request, ...asked }, seen, error, atMs: 0 });
  const FREE = {
    usage: null,
    reportedUsage: null,
    isUsageEstimated: false,
    cost: { usd: '0', source: null },
    parts: null,
  };

  it.each<[string, GatewayError]>([
    ['a status that is no success', failure('provider.unavailable', { isUncounted: true })],
    ['a gateway time-out of the provider’s own', failure('provider.timed_out', { isUncounted: true })],
    ['a provider that was not reached', failure('provider.unreachable')],
    ['a limit', failure('provider.rate_limited')],
    ['a refused request', failure('provider.rejected')],
    ['a refused key', failure('provider.auth_failed')],
    ['no such model', failure('model.not_found')],
    ['a request that the adapter could not write', failure('request.invalid')],
  ])('is nothing after %s', (_what, error) => {
    expect(bill(error)).toEqual(FREE);
  });

  it.each<[string, GatewayError]>([
    ['a connection that was cut', failure('provider.unavailable')],
    ['a deadline of the gateway’s', failure('provider.timed_out', { mayBeBilled: true })],
    ['the caller’s own deadline', failure('request.deadline_exceeded', { mayBeBilled: true })],
    ['a caller who left', failure('client.gone')],
    ['a drain', failure('gateway.draining')],
    ['an answer that cannot be read', failure('provider.invalid_response')],
    ['a mistake of ours', failure('gateway.internal')],
  ])('is an estimate of the request after %s', (_what, error) => {
    expect(bill(error)).toEqual({
      usage: tokens(10, 0),
      reportedUsage: null,
      isUsageEstimated: true,
      cost: { usd: '0.00001', source: 'estimate' },
      parts: partsOf({ input: 10_000_000_000_000n }),
    });
  });

  it('has what came of the answer in the estimate: texts, thoughts, calls, refusals of all choices', () => {
    const delta = {
      content: 'x'.repeat(8),
      reasoning_content: 'x'.repeat(8),
      refusal: 'x'.repeat(4),
      tool_calls: [{ index: 0, function: { name: 'f', arguments: 'x'.repeat(7) } }],
    };
    const choices = [0, 1].map((index) => ({ index, delta, finish_reason: null }));
    const part = { type: 'chunk', chunk: { ...chunkOf({}), choices } } as StreamPart;
    expect(bill(failure('client.gone'), seenOf(part)).usage).toEqual(tokens(10, 14));
  });

  it('counts tools and the shape of the answer as a part of the request', () => {
    const tools = [{ type: 'function', function: { name: 'f', parameters: {} } }];
    const characters = 40 + JSON.stringify(tools).length;
    expect(bill(failure('client.gone'), seenOf(), { tools }).usage).toEqual(
      tokens(Math.ceil(characters / 4), 0),
    );
  });

  it('goes by the characters that the provider says make a token', () => {
    const own = { ...provider, definition: { ...ACME, charactersPerToken: 2 } };
    const { usage } = billOf({
      provider: own,
      request,
      seen: seenOf(),
      error: failure('client.gone'),
      atMs: 0,
    });
    expect(usage).toEqual(tokens(20, 0));
  });

  it('is what was reported until it broke off', () => {
    const seen = seenOf(textPart('Hello'), counted(tokens(7, 3)));
    expect(bill(failure('provider.unavailable', { isUncounted: true }), seen)).toEqual({
      usage: tokens(7, 3),
      reportedUsage: tokens(7, 3),
      isUsageEstimated: false,
      cost: { usd: '0.000013', source: 'price_table' },
      parts: partsOf({ input: 7_000_000_000_000n, output: 6_000_000_000_000n }),
    });
  });

  it.each<[string, Partial<CompletionUsage>]>([
    ['was not reported', { prompt_tokens: 7 }],
    ['was reported before the first word', tokens(7, 0)],
  ])('has an estimate of the answer alone where that %s', (_when, usage) => {
    const seen = seenOf(counted(usage), textPart('x'.repeat(40)));
    expect(bill(failure('client.gone'), seen)).toMatchObject({
      usage: tokens(7, 10),
      reportedUsage: usage,
      isUsageEstimated: true,
      cost: { usd: '0.000027', source: 'estimate' },
    });
  });

  it('is an estimate after a word, whatever the provider then said', () => {
    const seen = seenOf(textPart('x'.repeat(40)));
    expect(bill(failure('provider.rate_limited', { isUncounted: true }), seen).usage).toEqual(tokens(10, 10));
  });

  it('is an estimate of a good answer that nothing was told of', () => {
    const seen = new SeenAnswer();
    const { usage: _none, ...completion } = completionOf('x'.repeat(40));
    seen.takeWhole(completion);
    expect(bill(null, seen)).toMatchObject({
      usage: tokens(10, 10),
      reportedUsage: null,
      isUsageEstimated: true,
    });
  });

  it('is what a good answer reports, be it no token', () => {
    const seen = new SeenAnswer();
    seen.takeWhole({ ...completionOf('Hi'), usage: tokens(0, 0) });
    expect(bill(null, seen)).toMatchObject({ usage: tokens(0, 0), isUsageEstimated: false });
    seen.takeWhole({ ...completionOf('Hi'), usage: USAGE });
    expect(bill(null, seen)).toMatchObject({ usage: USAGE, cost: { usd: '0.00005', source: 'price_table' } });
  });

  it('is an estimate of a good answer that was counted before its first word alone', () => {
    const end = { type: 'finished', finishReason: 'stop', usage: tokens(7, 0), model: 'acme-1' } as const;
    const early: StreamPart = { type: 'chunk', chunk: { ...chunkOf({}), choices: [], usage: end.usage } };
    const text = textPart('x'.repeat(40));
    expect(bill(null, seenOf(early, text, end))).toMatchObject({
      usage: tokens(7, 10),
      reportedUsage: tokens(7, 0),
      isUsageEstimated: true,
      cost: { usd: '0.000027', source: 'estimate' },
    });
    for (const late of [seenOf(text, early, end), seenOf(early, text, counted(tokens(7, 0)), end)])
      expect(bill(null, late)).toMatchObject({ usage: tokens(7, 0), isUsageEstimated: false });
  });

  it('has no cost without a price, and none at a simulator', () => {
    const unpriced = { definition: ACME, settings: ACME_SETTINGS };
    const simulated = { definition: { ...ACME, isSimulated: true }, settings: ACME_SETTINGS };
    const error = failure('client.gone');
    const costOf = (one: typeof unpriced) =>
      billOf({ provider: one, request, seen: seenOf(), error, atMs: 0 }).cost;
    expect(costOf(unpriced)).toEqual({ usd: null, source: null });
    expect(costOf(simulated)).toEqual({ usd: '0', source: 'provider' });
  });
});
