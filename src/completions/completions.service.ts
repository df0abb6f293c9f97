import { Inject, Injectable, Optional } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { GatewayError } from '../common/errors.js';
import { RANDOM, type Random } from '../common/random.js';
import type { ChunkPart, StreamPart } from '../port/canonical.js';
import type { LlmProvider } from '../port/llm-provider.js';
import { AttemptLoop, type Ask, type FirstAnswer } from './attempt-loop.js';
import type { CallContext } from './call-context.js';
import { CallRun } from './call-run.js';
import { COMPLETION_LIMITS, type CompletionCall, type CompletionLimits } from './completion-call.js';
import type { AnsweringCall, CallObserver, CompletionResult, PricedEnd } from './completion-outcome.js';
import { ProviderHealth } from './provider-health.js';
import { NOTHING_REPORTED, REPORTED_ENDS, type ReportedEnds } from './reported-ends.js';

export type AnswerPart = ChunkPart | PricedEnd;

/** A stream whose first part has arrived. */
export interface OpenedStream extends AnsweringCall {
  /**
   * Chunks, then exactly one `finished` part; throws a `GatewayError` instead if the answer fails. Leaving the
   * iteration early cancels the upstream call.
   */
  readonly parts: AsyncIterable<AnswerPart>;
}

/** The only door to a model: every route that can reach one passes here. */
@Injectable()
export class CompletionsService {
  private readonly observers: CallObserver[] = [];

  constructor(
    @Inject(COMPLETION_LIMITS) private readonly limits: CompletionLimits,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly health: ProviderHealth,
    @Optional() @Inject(RANDOM) private readonly random: Random = Math.random,
    @Optional() @Inject(REPORTED_ENDS) private readonly reported: ReportedEnds = NOTHING_REPORTED,
  ) {}

  /** From now on it is told of all calls. */
  observe(observer: CallObserver): void {
    this.observers.push(observer);
  }

  /**
   * One whole answer.
   * @throws GatewayError of any family; nothing else.
   */
  async complete(call: CompletionCall, context: CallContext): Promise<CompletionResult> {
    const run = this.start(call, context, false);
    try {
      const { answer: completion, prepared } = await this.firstAnswer(
        call,
        context,
        run,
        ({ target, request }, live) => target.provider.complete(request, live.attempt),
      );
      run.sawAnswer();
      const attempts = run.attemptCount;
      const finishReason = completion.choices[0]?.finish_reason ?? null;
      const end = { providerModel: completion.model, finishReason, usage: completion.usage ?? null };
      return { completion, cost: run.finished(end), attempts, ...told(prepared) };
    } catch (error) {
      throw run.failed(error);
    } finally {
      run.release();
    }
  }

  /**
   * Opens a stream and waits for its first part, so that an early failure is still an error and not a stream.
   * @throws GatewayError of any family; nothing else.
   */
  async openStream(call: CompletionCall, context: CallContext): Promise<OpenedStream> {
    const run = this.start(call, context, true);
    try {
      const { answer, prepared } = await this.firstAnswer(
        call,
        context,
        run,
        async ({ target, request }, live) => {
          const parts = await opened(target.provider, target.provider.stream(request, live.attempt));
          live.sawAnswer();
          return parts;
        },
      );
      return { ...told(prepared), attempts: run.attemptCount, parts: leavable(answer, run) };
    } catch (error) {
      const ended = run.failed(error);
      run.release();
      throw ended;
    }
  }

  private start(call: CompletionCall, context: CallContext, isStream: boolean): CallRun {
    const { clock, limits, observers } = this;
    return new CallRun(call, context, { isStream, clock, limits, observers });
  }

  private firstAnswer<T>(
    call: CompletionCall,
    context: CallContext,
    run: CallRun,
    ask: Ask<T>,
  ): Promise<FirstAnswer<T>> {
    const { health, limits, random, reported } = this;
    return new AttemptLoop(call, context, run, { health, limits, random, reported }).firstAnswer(ask);
  }
}

interface OpenedParts {
  readonly provider: LlmProvider;
  readonly first: StreamPart;
  readonly rest: AsyncIterator<StreamPart>;
}

/** The first part, and what comes after it. */
async function opened(provider: LlmProvider, parts: AsyncIterable<StreamPart>): Promise<OpenedParts> {
  const rest = parts[Symbol.asyncIterator]();
  const first: IteratorResult<StreamPart, unknown> = await rest.next();
  if (first.done) throw streamJustStopped(provider);
  return { provider, first: first.value, rest };
}

/** The provider's parts, watched to their end. */
async function* watch(
  { provider, first, rest }: OpenedParts,
  run: CallRun,
): AsyncGenerator<AnswerPart, void> {
  let hasMore = true;
  try {
    for (let part = first; ;) {
      run.sawPart(part);
      if (part.type === 'finished') {
        const { model: providerModel, finishReason, usage } = part;
        yield { ...part, cost: run.finished({ providerModel, finishReason, usage }) };
        return;
      }
      yield part;
      run.awaitsPart();
      hasMore = false;
      const next = await rest.next();
      if (next.done) throw streamJustStopped(provider);
      hasMore = true;
      part = next.value;
    }
  } catch (error) {
    throw run.failed(error);
  } finally {
    if (hasMore) await rest.return?.();
    run.release();
  }
}

/** Leaving closes the rest, even where nothing was read yet. */
function leavable(parts: OpenedParts, run: CallRun): AsyncIterableIterator<AnswerPart, void> {
  const watched = watch(parts, run);
  let hasBegun = false;
  return {
    next() {
      hasBegun = true;
      return watched.next();
    },
    async return() {
      if (hasBegun) return watched.return();
      await parts.rest.return?.();
      run.release();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function told({ target, warnings, sunset }: FirstAnswer<unknown>['prepared']) {
  return { target, warnings, sunset };
}

function streamJustStopped({ definition }: LlmProvider): GatewayError {
  return new GatewayError(
    'provider.invalid_response',
    `${definition.displayName} API error: the stream stopped before the answer was finished.`,
  );
}
