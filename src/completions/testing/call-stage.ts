import { GatewayError, type ErrorCode } from '../../common/errors.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import type { Completion } from '../../port/canonical.js';
import { ACME, completionOf, FakeLlmProvider } from '../../port/testing/fake-llm-provider.js';
import type { CompletionCall, CompletionLimits } from '../completion-call.js';
import type { CallReport, CompletionResult } from '../completion-outcome.js';
import type { CompletionsService } from '../completions.service.js';
import { completionsWith, RETRYING } from './completions-with.js';
import { driven } from './driven.js';

/** Two providers, a caller who asks them by one service, and what was reported of its calls. */
export class CallStage {
  readonly clock = new ManualClock(Date.parse('2026-11-23'));
  readonly reports: CallReport[] = [];
  caller = new AbortController();
  service: CompletionsService;

  constructor(limits: Partial<CompletionLimits>) {
    this.service = completionsWith(this.clock, limits);
  }

  /** From now on by other limits, with nothing remembered. */
  serve(limits: Partial<CompletionLimits>): void {
    this.service = completionsWith(this.clock, limits);
  }

  context(timeoutMs: number | null = null) {
    const onEnded = (report: CallReport) => void this.reports.push(report);
    return { requestId: 'r-1', signal: this.caller.signal, timeoutMs, onEnded };
  }

  /** To its end, however long it takes by the clock. */
  complete(call: CompletionCall, timeoutMs: number | null = null): Promise<CompletionResult> {
    return driven(this.clock, this.service.complete(call, this.context(timeoutMs)));
  }
}

/** A stage whose service asks again as in production, and its two providers; made anew for each test. */
export function twoProviders() {
  return { stage: new CallStage(RETRYING), first: new FakeLlmProvider(), second: zenith() };
}

export function zenith(): FakeLlmProvider {
  return new FakeLlmProvider({ ...ACME, id: 'zenith', displayName: 'Zenith', modelFamilies: [] });
}

/** A call of one provider, or of a route over several. */
export function callOf(providers: readonly FakeLlmProvider[], request: object = {}): CompletionCall {
  return {
    targets: providers.map((provider) => ({ provider, model: 'think-1' })) as never,
    request: { model: 'think-1', messages: [{ role: 'user', content: 'Hello' }], ...request },
    parameters: { defaults: { max_tokens: 100, temperature: 0.7 }, isStrict: false },
    routeId: providers.length > 1 ? 'steady' : null,
  };
}

export function failure(code: ErrorCode, details: object = {}): GatewayError {
  return new GatewayError(code, `Acme API error: ${code}.`, details);
}

/** Fails with these in turn, and then answers. */
export function failingWith(...errors: readonly GatewayError[]): () => Promise<Completion> {
  const left = [...errors];
  return async () => {
    const error = left.shift();
    if (error) throw error;
    return completionOf('Hello!');
  };
}

export function alwaysFailingWith(error: GatewayError): () => Promise<never> {
  return async () => {
    throw error;
  };
}
