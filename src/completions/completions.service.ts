import { Inject, Injectable, Optional } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { RANDOM, type Random } from '../common/random.js';
import { AttemptLoop, type Ask, type FirstAnswer } from './attempt-loop.js';
import { beginAnswer } from './begun-answer.js';
import type { CallContext } from './call-context.js';
import { CallObservers } from './call-observers.js';
import { CallRun } from './call-run.js';
import { COMPLETION_LIMITS, type CompletionCall, type CompletionLimits } from './completion-call.js';
import type { CallObserver, CompletionResult } from './completion-outcome.js';
import { watched, type OpenedStream } from './opened-stream.js';
import { ProviderHealth } from './provider-health.js';
import { NOTHING_REPORTED, REPORTED_ENDS, type ReportedEnds } from './reported-ends.js';

/** The only door to a model: every route that can reach one passes here. */
@Injectable()
export class CompletionsService {
  private readonly observers = new CallObservers();

  constructor(
    @Inject(COMPLETION_LIMITS) private readonly limits: CompletionLimits,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly health: ProviderHealth,
    @Optional() @Inject(RANDOM) private readonly random: Random = Math.random,
    @Optional() @Inject(REPORTED_ENDS) private readonly reported: ReportedEnds = NOTHING_REPORTED,
  ) {}

  /** From now on it is told of all calls. */
  observe(observer: CallObserver): void {
    this.observers.add(observer);
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
      run.sawWhole(completion);
      const { begun } = run;
      const finishReason = completion.choices[0]?.finish_reason ?? null;
      const end = { providerModel: completion.model, finishReason, usage: completion.usage ?? null };
      return { completion, cost: run.finished(end), ...begun, ...told(prepared) };
    } catch (error) {
      throw run.failed(error);
    } finally {
      run.release();
    }
  }

  /**
   * Opens a stream and waits until its answer has begun, so that an early failure is still an error and not a stream.
   * @throws GatewayError of any family; nothing else.
   */
  async openStream(call: CompletionCall, context: CallContext): Promise<OpenedStream> {
    const run = this.start(call, context, true);
    try {
      const { answer, prepared } = await this.firstAnswer(
        call,
        context,
        run,
        ({ target: { provider }, request }, live) =>
          beginAnswer(provider, provider.stream(request, live.attempt), live),
      );
      const { begun } = run;
      return { ...told(prepared), ...begun, parts: watched(answer, run) };
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

function told({ target, warnings, sunset }: FirstAnswer<unknown>['prepared']) {
  return { target, warnings, sunset };
}
