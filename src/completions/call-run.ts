import type { Clock } from '../common/clock.js';
import type { GatewayError } from '../common/errors.js';
import type { CompletionUsage } from '../llm-providers/port/canonical.js';
import type { CallContext } from './call-context.js';
import type { CallReport } from './completion-outcome.js';

interface CallSubject {
  readonly providerId: string;
  readonly model: string;
  readonly providerModel: string;
  readonly isStream: boolean;
}

interface GoodEnd {
  readonly providerModel: string;
  readonly finishReason: string | null;
  readonly usage: CompletionUsage | null;
}

/** Watches one call and reports its end exactly once, however it comes. */
export class CallTracker {
  private readonly startedMs: number;
  private firstPartMs: number | null = null;
  private hasEnded = false;

  constructor(
    private readonly subject: CallSubject,
    private readonly context: CallContext,
    private readonly clock: Clock,
  ) {
    this.startedMs = clock.monotonicMs();
  }

  sawPart(): void {
    this.firstPartMs ??= this.clock.monotonicMs() - this.startedMs;
  }

  finished(end: GoodEnd): void {
    this.report({ ...end, outcome: 'finished', error: null });
  }

  failed(error: GatewayError): void {
    this.report({
      providerModel: this.subject.providerModel,
      finishReason: null,
      usage: null,
      outcome: outcomeOf(error),
      error,
    });
  }

  private report(end: GoodEnd & Pick<CallReport, 'outcome' | 'error'>): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.context.onEnded?.({
      ...this.subject,
      ...end,
      requestId: this.context.requestId,
      upstreamMs: this.clock.monotonicMs() - this.startedMs,
      firstPartMs: this.firstPartMs,
    });
  }
}

function outcomeOf(error: GatewayError): CallReport['outcome'] {
  if (error.code === 'client.gone') return 'cancelled';
  return error.httpStatus === 504 ? 'timed-out' : 'failed';
}
