import type { Clock } from '../common/clock.js';
import { signalWithDeadline, type DeadlineSignal } from '../common/deadline.js';
import { GatewayError, toGatewayError } from '../common/errors.js';
import type { CompletionUsage } from '../llm-providers/port/canonical.js';
import type { Attempt } from '../llm-providers/port/llm-provider.js';
import type { CallContext } from './call-context.js';
import type { CallReport } from './completion-outcome.js';
import type { CompletionCall, CompletionLimits } from './completion-call.js';
import { lifecycleOf, replacementsText } from './model-resolver.js';

interface GoodEnd {
  readonly providerModel: string;
  readonly finishReason: string | null;
  readonly usage: CompletionUsage | null;
}

/** One call on its way: its deadline, and its end, of which there is exactly one report. */
export class CallRun {
  private readonly deadline: DeadlineSignal;
  private providerModel: string;
  private sentAtMs: number | null = null;
  private firstPartMs: number | null = null;
  private hasEnded = false;

  constructor(
    private readonly call: CompletionCall,
    private readonly context: CallContext,
    private readonly isStream: boolean,
    private readonly clock: Clock,
    { totalTimeoutMs }: CompletionLimits,
  ) {
    this.providerModel = call.request.model;
    const { displayName } = call.provider.definition;
    const message = `${displayName} API error: no complete answer within ${totalTimeoutMs} ms (UPSTREAM_TOTAL_TIMEOUT_MS).`;
    const toError = () => new GatewayError('provider.timed_out', message);
    this.deadline = signalWithDeadline(context.signal, totalTimeoutMs, clock, toError);
  }

  /** The request goes out to the provider, for this model. */
  send(providerModel: string): Attempt {
    this.providerModel = providerModel;
    this.sentAtMs = this.clock.monotonicMs();
    const apiKey = this.call.provider.settings.apiKeys[0] ?? null;
    return { signal: this.deadline.signal, requestId: this.context.requestId, apiKey };
  }

  sawPart(): void {
    this.firstPartMs ??= this.upstreamMs();
  }

  finished(end: GoodEnd): void {
    this.report({ ...end, outcome: 'finished', error: null });
  }

  /** Reports whatever was thrown; returns the error to throw on. */
  failed(thrown: unknown): GatewayError {
    const { signal } = this.deadline;
    const error = this.withReplacement(signal.aborted ? abortError(signal.reason) : toGatewayError(thrown));
    const { providerModel } = this;
    this.report({ providerModel, finishReason: null, usage: null, outcome: outcomeOf(error), error });
    return error;
  }

  /** Must be called last. A call that has not ended until then was left by its caller. */
  release(): void {
    this.deadline.release();
    if (!this.hasEnded) this.failed(abortError(undefined));
  }

  private report(end: GoodEnd & Pick<CallReport, 'outcome' | 'error'>): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.context.onEnded?.({
      ...end,
      requestId: this.context.requestId,
      providerId: this.call.provider.definition.id,
      model: this.call.request.model,
      isStream: this.isStream,
      upstreamMs: this.upstreamMs(),
      firstPartMs: this.firstPartMs,
    });
  }

  private upstreamMs(): number | null {
    return this.sentAtMs === null ? null : this.clock.monotonicMs() - this.sentAtMs;
  }

  /** A provider's own "no such model" gets the replacement that it announced. */
  private withReplacement(error: GatewayError): GatewayError {
    const { definition } = this.call.provider;
    const lifecycle = lifecycleOf(this.providerModel, definition);
    if (error.code !== 'model.not_found' || this.sentAtMs === null || !lifecycle) return error;
    const message = `${error.message} Ask for ${replacementsText(lifecycle)} instead.`;
    return new GatewayError(error.code, message, { param: 'model', cause: error });
  }
}

/** Whoever aborts without an error of ours is a caller who has lost interest. */
function abortError(reason: unknown): GatewayError {
  if (reason instanceof GatewayError) return reason;
  return new GatewayError('client.gone', 'The caller left before the answer was complete.', {
    cause: reason,
  });
}

function outcomeOf(error: GatewayError): CallReport['outcome'] {
  if (error.code === 'client.gone') return 'cancelled';
  return error.httpStatus === 504 ? 'timed-out' : 'failed';
}
