import { ManualClock } from '../../common/testing/manual-clock.js';
import { FakeLlmProvider, USAGE } from '../../port/testing/fake-llm-provider.js';
import type { CompletionCall } from '../completion-call.js';
import type { CallReport } from '../completion-outcome.js';
import type { AnswerPart } from '../opened-stream.js';
import { completionsWith } from './completions-with.js';

/** Of every call here: the day from which `ManualClock` counts, and the default total time. */
export const NOW_MS = Date.parse('2026-11-23T12:00:00Z');
export const TOTAL_TIMEOUT_MS = 600_000;

export const UNPRICED = { usd: null, source: null };
/** The bill of an answer that the provider counted. */
export const COUNTED = {
  usage: USAGE,
  reportedUsage: USAGE,
  isUsageEstimated: false,
  cost: UNPRICED,
  parts: null,
};
/** The report of an attempt that was answered at once. */
export const ATTEMPT = {
  providerId: 'acme',
  model: 'small',
  providerModel: 'acme-1',
  startedAtMs: NOW_MS,
  spanId: null,
  apiKeyVariable: 'ACME_API_KEY',
  reason: 'alias',
  after: null,
  outcome: 'answered',
  error: null,
  upstreamMs: 0,
  firstPartMs: 0,
  firstTokenMs: 0,
  ...COUNTED,
};

/** One provider, a caller who asks it by one service of the default limits, and what was reported; new for each test. */
export function oneProvider(provider = new FakeLlmProvider()) {
  const clock = new ManualClock(NOW_MS);
  const caller = new AbortController();
  const reports: CallReport[] = [];
  const service = completionsWith(clock);
  const callOf = (model: string, parameters: Readonly<Record<string, unknown>> = {}): CompletionCall => ({
    targets: [{ provider, model }],
    routeId: null,
    request: { model, messages: [{ role: 'user', content: 'Hello' }], ...parameters },
    parameters: { defaults: { max_tokens: 100, temperature: 0.7 }, isStrict: false },
  });
  const context = () => ({
    requestId: 'r-1',
    signal: caller.signal,
    onEnded: (report: CallReport) => reports.push(report),
  });
  const complete = (call = callOf('small')) => service.complete(call, context());
  const openStream = (call = callOf('small')) => service.openStream(call, context());
  const readAll = async (call = callOf('small')) => {
    const read: AnswerPart[] = [];
    for await (const part of (await openStream(call)).parts) read.push(part);
    return read;
  };
  return { clock, provider, caller, reports, service, callOf, context, complete, openStream, readAll };
}
