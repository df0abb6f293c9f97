import type { AttemptReport, CallObserver, CallReport } from '../../completions/completion-outcome.js';
import type { OperationName } from '../../completions/operations.js';
import type { CompletionUsage } from '../../port/canonical.js';
import { isTokenCount } from '../../port/token-count.js';
import type { Instruments } from './instruments.js';
import type { CallLabels, MetricLabels } from './metric-labels.js';

/** Counts calls, whichever surface they came by. */
export class CallMetrics implements CallObserver {
  constructor(
    private readonly instruments: Instruments,
    private readonly labels: MetricLabels,
  ) {}

  partGap(
    providerId: string,
    model: string,
    gapMs: number,
    operation: OperationName = 'chat',
    times = 1,
  ): void {
    const labels = this.labels.ofStream(providerId, model, operation);
    this.instruments.chunkGapSeconds.observeTimes(labels, gapMs / 1000, times);
  }

  ended(report: CallReport): void {
    const labels = this.labels.ofCall(report);
    this.countTimes(report, labels);
    this.countUsage(report);
    this.countCost(report, labels);
    this.countEnd(report, labels);
    this.countAttempts(report);
    this.countFallbacks(report);
    this.countRefusedAdditions(report);
  }

  /** Of calls that asked a provider. */
  private countTimes(report: CallReport, { answered, inference }: CallLabels): void {
    const { upstreamMs, waitedMs, firstPartMs, firstTokenMs, isStream, error } = report;
    const { inferenceSeconds, firstChunkSeconds, firstTokenSeconds } = this.instruments;
    if (upstreamMs === null) return;
    const seconds = (upstreamMs + waitedMs) / 1000;
    if (error) inferenceSeconds.observe({ ...inference, error_type: error.code }, seconds);
    else inferenceSeconds.observeTimes(answered, seconds, 1);
    if (isStream && firstPartMs !== null) firstChunkSeconds.observe(inference, firstPartMs / 1000);
    if (firstTokenMs !== null) firstTokenSeconds.observe(inference, firstTokenMs / 1000);
  }

  /** Each attempt under the target that it asked: what a broken one had reported was billed as well. */
  private countUsage({ attempts, routeId }: CallReport): void {
    const { inputTokens, outputTokens, estimatedTokens } = this.instruments;
    for (const { providerId, model: targetModel, usage, reportedUsage } of attempts) {
      const { model } = this.labels.ofCall({ providerId, targetModel, routeId });
      const reported = countsOf(reportedUsage);
      const all = countsOf(usage);
      if (reported.input !== null) inputTokens.count(model, reported.input);
      if (reported.output !== null) outputTokens.count(model, reported.output);
      const estimated = sumOf(all) - sumOf(reported);
      if (estimated > 0) estimatedTokens.inc(model, estimated);
    }
  }

  /** Of all attempts. */
  private countCost({ cost, outcome }: CallReport, { model, provider }: CallLabels): void {
    if (cost.usd !== null) this.instruments.costUsd.count(model, Number(cost.usd));
    else if (outcome === 'finished') this.instruments.unpricedAnswers.inc(provider);
  }

  private countEnd({ affinity, outcome, error }: CallReport, { provider }: CallLabels): void {
    const { cancels, errors, shed } = this.instruments;
    if (affinity !== null) this.instruments.affinity.inc({ ...provider, outcome: affinity });
    if (outcome === 'cancelled') cancels.inc(provider);
    if (error) errors.inc({ class: error.traits.metricClass, ...provider });
    if (error?.code === 'gateway.overloaded') shed.inc({ reason: 'provider' });
  }

  private countAttempts({ attempts }: CallReport): void {
    for (const [index, attempt] of attempts.entries()) {
      const { answered, provider } = this.labels.of(attempt.providerId, attempt.model);
      const { outcome } = attempt;
      if (outcome === answered.outcome) this.instruments.attempts.count(answered);
      else this.instruments.attempts.inc({ ...provider, outcome });
      const before = attempts[index - 1];
      if (before && isSameTarget(before, attempt)) this.instruments.retries.inc(provider);
    }
  }

  private countFallbacks({ fallbacks, routeId }: CallReport): void {
    for (const { providerId, model: targetModel, error } of fallbacks) {
      const { model } = this.labels.ofCall({ providerId, targetModel, routeId });
      this.instruments.fallbacks.inc({ ...model, error_type: error.code });
    }
  }

  private countRefusedAdditions({ refusedAdditions }: CallReport): void {
    for (const { providerId, model, parameter } of refusedAdditions)
      this.instruments.refusedAdditions.inc({ ...this.labels.of(providerId, model).model, parameter });
  }
}

function isSameTarget(one: AttemptReport, other: AttemptReport): boolean {
  return one.providerId === other.providerId && one.model === other.model;
}

interface Counts {
  readonly input: number | null;
  readonly output: number | null;
}

/** Numbers only, whatever a provider reports. */
function countsOf(usage: CompletionUsage | null): Counts {
  const { prompt_tokens: input, completion_tokens: output } = usage ?? {};
  return { input: isTokenCount(input) ? input : null, output: isTokenCount(output) ? output : null };
}

function sumOf({ input, output }: Counts): number {
  return (input ?? 0) + (output ?? 0);
}
