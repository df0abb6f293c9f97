import { Inject, Injectable, Optional } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { RANDOM, type Random } from '../common/random.js';
import type { ModelRequest } from '../port/canonical.js';
import type { FrameWishes } from '../port/chat-relay.js';
import type { LlmProvider } from '../port/llm-provider.js';
import { AttemptLoop, type Ask, type FirstAnswer } from './attempt-loop.js';
import { beginAnswer } from './begun-answer.js';
import { affinityOf } from './call-affinity.js';
import type { CallContext } from './call-context.js';
import { CallObservers } from './call-observers.js';
import { CallRun, type CallRunOptions } from './call-run.js';
import { COMPLETION_LIMITS, type CompletionCall, type CompletionLimits } from './completion-call.js';
import type { CallObserver, CompletionResult } from './completion-outcome.js';
import {
  CHAT_COMPLETION,
  CHAT_STREAM,
  requireMethod,
  type StreamOperation,
  type WholeOperation,
} from './operations.js';
import { watched, type OpenedStream } from './opened-stream.js';
import { prepareTarget } from './prepare-target.js';
import { CallKeys } from '../policies/key-pool/call-keys.js';
import { ProviderHealth } from './provider-health.js';
import {
  RelayedCall,
  type RelayContext,
  type RelayedCallOptions,
  type RelayListener,
} from './relay/relayed-call.js';
import { RelayedStream, type RelayedStreamListener } from './relay/relayed-stream.js';
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
   * One whole answer, of a chat unless another operation is asked for.
   * @throws GatewayError of any family; nothing else.
   */
  complete(call: CompletionCall, context: CallContext): Promise<CompletionResult>;
  complete<Request extends ModelRequest, Answer>(
    call: CompletionCall<Request>,
    context: CallContext,
    operation: WholeOperation<Request, Answer>,
  ): Promise<CompletionResult<Answer>>;
  async complete<Request extends ModelRequest, Answer>(
    call: CompletionCall<Request>,
    context: CallContext,
    operation: WholeOperation<Request, Answer> = CHAT_COMPLETION as never,
  ): Promise<CompletionResult<Answer>> {
    const run = this.start(call, context, { operation, isStream: false });
    try {
      const { answer, prepared } = await this.firstAnswer(call, context, run, ({ target, request }, live) =>
        requireMethod(operation, target.provider)(request as Request, live.attempt),
      );
      const seen = operation.toSeen(answer);
      run.sawWhole(seen);
      const { model: providerModel, usage = null, choices } = seen;
      const { begun } = run;
      const finishReason = choices[0]?.finish_reason ?? null;
      const cost = run.finished({ providerModel, finishReason, usage });
      return { completion: answer, cost, ...begun, ...told(prepared) };
    } catch (error) {
      throw run.failed(error);
    } finally {
      run.release();
    }
  }

  /**
   * Opens a stream, of a chat unless another operation is asked for, and waits until its answer has begun, so that an
   * early failure is still an error and not a stream.
   * @throws GatewayError of any family; nothing else.
   */
  openStream(call: CompletionCall, context: CallContext): Promise<OpenedStream>;
  openStream<Request extends ModelRequest>(
    call: CompletionCall<Request>,
    context: CallContext,
    operation: StreamOperation<Request>,
  ): Promise<OpenedStream>;
  async openStream<Request extends ModelRequest>(
    call: CompletionCall<Request>,
    context: CallContext,
    operation: StreamOperation<Request> = CHAT_STREAM as never,
  ): Promise<OpenedStream> {
    const run = this.start(call, context, { operation, isStream: true });
    try {
      const { answer, prepared } = await this.firstAnswer(
        call,
        context,
        run,
        ({ target: { provider }, request }, live) =>
          beginAnswer(provider, requireMethod(operation, provider)(request as Request, live.attempt), live),
      );
      const { begun } = run;
      return { ...told(prepared), ...begun, parts: watched(answer, run) };
    } catch (error) {
      const ended = run.failed(error);
      run.release();
      throw ended;
    }
  }

  /**
   * Asks for a chat as most are: one target, nothing of its own in times. `null` = it is not, and nothing was done: it
   * goes the usual way, as a call does that `listener` is told to go on with.
   */
  relay(call: CompletionCall, context: RelayContext, listener: RelayListener): RelayedCall | null {
    const options = this.relayOptions(call, context, false);
    return options && new RelayedCall(options, listener);
  }

  /** The same of a stream. */
  relayStream(
    call: CompletionCall,
    context: RelayContext & FrameWishes,
    listener: RelayedStreamListener,
  ): RelayedStream | null {
    const options = this.relayOptions(call, context, true);
    const { wantsUsage, wantsItems } = context;
    return options && new RelayedStream({ ...options, wantsUsage, wantsItems }, listener);
  }

  private relayOptions(
    call: CompletionCall,
    context: RelayContext,
    isStream: boolean,
  ): RelayedCallOptions | null {
    const [target, ...others] = call.targets;
    const { provider } = target;
    const { relay } = provider;
    if (!relay || others.length > 0 || hasOwnTerms(provider)) return null;
    const { clock, health, limits, observers, reported } = this;
    const operation = isStream ? CHAT_STREAM : CHAT_COMPLETION;
    try {
      const view = { nowMs: clock.nowMs(), reported, isStream, operation, refused: health.refusedAdditions };
      const prepared = prepareTarget(target, call, view);
      const { bodyFor, callerId = null } = context;
      const affinity = affinityOf(call, context, operation, health);
      const { model } = prepared.request;
      const keys = affinity && new CallKeys(health.poolOf(provider), model, affinity.keysOf(provider));
      const lease = health.lease(provider, model, { callerId, ...(keys && { keys }) });
      health.budgetOf(provider).countRequest();
      const asked = { call, context, prepared, ...(bodyFor && { bodyFor }) };
      return { ...asked, relay, lease, affinity, clock, limits, health, observers };
    } catch {
      return null; // why, the usual way says
    }
  }

  private start(
    call: CompletionCall<ModelRequest>,
    context: CallContext,
    asked: Pick<CallRunOptions, 'operation' | 'isStream'>,
  ): CallRun {
    const { clock, health, limits, observers } = this;
    const affinity = affinityOf(call, context, asked.operation, health);
    return new CallRun(call, context, { ...asked, affinity, clock, limits, observers });
  }

  private firstAnswer<T>(
    call: CompletionCall<ModelRequest>,
    context: CallContext,
    run: CallRun,
    ask: Ask<T>,
  ): Promise<FirstAnswer<T>> {
    const { health, limits, random, reported } = this;
    return new AttemptLoop(call, context, run, { health, limits, random, reported }).firstAnswer(ask);
  }
}

/** Times or headers of a call to it are not those of all. */
function hasOwnTerms({ settings }: LlmProvider): boolean {
  const { forwardsContext = false, modelTimeouts = [], timeouts } = settings;
  return forwardsContext || modelTimeouts.length > 0 || timeouts !== undefined;
}

function told({ target, warnings, sunset }: FirstAnswer<unknown>['prepared']) {
  return { target, warnings, sunset };
}
