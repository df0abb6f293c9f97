import { Inject, Injectable, Optional } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { RANDOM, type Random } from '../common/random.js';
import type { ModelRequest } from '../port/canonical.js';
import type { FrameWishes } from '../port/chat-relay.js';
import { AttemptLoop, type Ask, type FirstAnswer } from './attempt-loop.js';
import { beginAnswer } from './begun-answer.js';
import { affinityOf } from './call-affinity.js';
import type { CallContext } from './call-context.js';
import { OPEN_GATE, type CallAtGate, type CallGate } from './call-gate.js';
import { CallExplained, NOTHING_BOUNDS, type CallExplainer } from './call-explanation.js';
import { explainCall } from './explain-call.js';
import { CallObservers } from './call-observers.js';
import { CallRun, type CallRunOptions } from './call-run.js';
import { COMPLETION_LIMITS, type CompletionCall, type CompletionLimits } from './completion-call.js';
import type { CallObserver, CompletionResult } from './completion-outcome.js';
import {
  CHAT_COMPLETION,
  CHAT_STREAM,
  requireMethod,
  type Operation,
  type StreamOperation,
  type WholeOperation,
} from './operations.js';
import { watched, type OpenedStream } from './opened-stream.js';
import { preparedOf, type PreparationView } from './prepare-target.js';
import { ProviderHealth } from './provider-health.js';
import { beginRelay, type RelayTools, type RelayWay } from './relay/begin-relay.js';
import { GatedRelay, type Relay } from './relay/gated-relay.js';
import {
  RelayedCall,
  type RelayContext,
  type RelayedCallOptions,
  type RelayListener,
} from './relay/relayed-call.js';
import { RelayedStream, type RelayedStreamListener } from './relay/relayed-stream.js';
import type { TranscriptReader } from './transcripts/transcript-reader.js';
import { TranscriptReaders } from './transcripts/transcript-readers.js';
import { NOTHING_REPORTED, REPORTED_ENDS, type ReportedEnds } from './reported-ends.js';

/** The only door to a model: every route that can reach one passes here. */
@Injectable()
export class CompletionsService {
  private readonly observers = new CallObservers();
  private readonly readers = new TranscriptReaders();
  private gate: CallGate = OPEN_GATE;
  private explainer: CallExplainer = NOTHING_BOUNDS;

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

  /** From now on it reads what is asked and answered in calls that it wants; streams of these go the usual way. */
  readBy(reader: TranscriptReader): void {
    this.readers.add(reader);
  }

  /** From now on it says who may reach a model. */
  guardBy(gate: CallGate): void {
    this.gate = gate;
  }

  /** From now on it says what the gate would say of a call. */
  explainBy(explainer: CallExplainer): void {
    this.explainer = explainer;
  }

  /**
   * For what is told of a call without asking its provider, such as an estimate of its tokens.
   * @param operation what the call would ask for.
   * @throws GatewayError `auth.not_allowed` where its caller may not use the model.
   */
  requireAllowed<Request extends ModelRequest>(
    call: CompletionCall<Request>,
    context: CallContext,
    operation: Operation<unknown>,
  ): void {
    this.gate.check(this.atGate(call, context, { atMs: this.clock.nowMs(), isStream: false, operation }));
  }

  /**
   * One whole answer, of a chat unless another operation is asked for.
   * @throws GatewayError of any family; `CallExplained` where that is asked for; nothing else.
   */
  complete(call: CompletionCall, context: CallContext): Promise<CompletionResult>;
  complete<Request extends ModelRequest, Answer>(
    call: CompletionCall<Request>,
    context: CallContext,
    operation: WholeOperation<Request, Answer>,
  ): Promise<CompletionResult<Answer>>;
  async complete<Request extends ModelRequest, Answer>(
    asked: CompletionCall<Request>,
    context: CallContext,
    operation: WholeOperation<Request, Answer> = CHAT_COMPLETION as never,
  ): Promise<CompletionResult<Answer>> {
    const call = asDrawn(asked, context);
    if (context.isExplained) throw await this.explain(call, context, { operation, isStream: false });
    const run = this.start(call, context, { operation, isStream: false });
    try {
      const entering = this.enter(call, context, run);
      if (entering) await entering;
      const { answer, prepared } = await this.firstAnswer(context, run, ({ target, request }, live) =>
        requireMethod(operation, target.provider)(request as Request, live.attempt),
      );
      const seen = operation.toSeen(answer);
      run.sawWhole(seen, answer);
      const { model: providerModel, usage = null, choices } = seen;
      const { begun } = run;
      const finishReason = choices[0]?.finish_reason ?? null;
      const cost = run.finished({ providerModel, finishReason, usage });
      if (run.permitted.inBooks) await run.permitted.inBooks;
      return { completion: answer, cost, ...begun, ...told(prepared, run) };
    } catch (error) {
      throw run.failed(error);
    } finally {
      run.release();
    }
  }

  /**
   * Opens a stream, of a chat unless another operation is asked for, and waits until its answer has begun, so that an
   * early failure is still an error and not a stream.
   * @throws GatewayError of any family; `CallExplained` where that is asked for; nothing else.
   */
  openStream(call: CompletionCall, context: CallContext): Promise<OpenedStream>;
  openStream<Request extends ModelRequest>(
    call: CompletionCall<Request>,
    context: CallContext,
    operation: StreamOperation<Request>,
  ): Promise<OpenedStream>;
  async openStream<Request extends ModelRequest>(
    asked: CompletionCall<Request>,
    context: CallContext,
    operation: StreamOperation<Request> = CHAT_STREAM as never,
  ): Promise<OpenedStream> {
    const call = asDrawn(asked, context);
    if (context.isExplained) throw await this.explain(call, context, { operation, isStream: true });
    const run = this.start(call, context, { operation, isStream: true });
    try {
      const entering = this.enter(call, context, run);
      if (entering) await entering;
      const { answer, prepared } = await this.firstAnswer(
        context,
        run,
        ({ target: { provider }, request }, live) =>
          beginAnswer(provider, requireMethod(operation, provider)(request as Request, live.attempt), live),
      );
      const { begun } = run;
      const { providerModel } = answer;
      return { ...told(prepared, run), ...begun, providerModel, parts: watched(answer, run) };
    } catch (error) {
      const ended = run.failed(error);
      run.release();
      throw ended;
    }
  }

  /**
   * Asks for a chat as most are, its first target once. `null` = it is not like most, and nothing was done: it goes the
   * usual way, as a call does that `listener` is told to go on with.
   */
  relay(call: CompletionCall, context: RelayContext, listener: RelayListener): Relay | null {
    const way = {
      isStream: false,
      operation: CHAT_COMPLETION,
      begin: (options: RelayedCallOptions) => new RelayedCall(options, listener),
      goOn: () => listener.goOn(),
    };
    return beginRelay(call, context, way, this.relayTools(way));
  }

  /** The same of a stream. */
  relayStream(
    call: CompletionCall,
    context: RelayContext & FrameWishes,
    listener: RelayedStreamListener,
  ): RelayingStream | null {
    const way = {
      isStream: true,
      operation: CHAT_STREAM,
      begin: (options: RelayedCallOptions) => new RelayedStream(options, context, listener),
      goOn: () => listener.goOn(),
    };
    const relayed = beginRelay(call, context, way, this.relayTools(way));
    return relayed instanceof GatedRelay
      ? { goOn: relayed.goOn, resume: () => relayed.begun?.resume() }
      : relayed;
  }

  /** What the quick way needs of this service. */
  private relayTools({ operation, isStream }: RelayWay): RelayTools {
    const { clock, gate, health, limits, observers, readers } = this;
    return { clock, gate, health, limits, observers, readers, view: this.preparation(operation, isStream) };
  }

  /** At once, where nothing has to be waited for. What is under way already was let in before. */
  private enter(
    call: CompletionCall<ModelRequest>,
    context: CallContext,
    run: CallRun,
  ): Promise<void> | null {
    if (context.begun) return null;
    const permit = this.gate.enter(this.atGate(call, context, run));
    if (permit instanceof Promise) return permit.then((entered) => run.enter(entered));
    run.enter(permit);
    return null;
  }

  private atGate(
    call: CompletionCall<ModelRequest>,
    context: CallContext,
    { atMs, isStream, operation }: Pick<CallRun, 'atMs' | 'isStream' | 'operation'>,
  ): CallAtGate {
    const view = this.preparation(operation, isStream);
    const prepared: CallAtGate['prepared'] = (instead = call) => preparedOf(instead, view);
    return { call, context, operation: operation.name, isStream, isFirstTry: false, atMs, prepared };
  }

  /** @returns what to throw in place of an answer. */
  private async explain(
    call: CompletionCall<ModelRequest>,
    context: CallContext,
    { operation, isStream }: Pick<CallRunOptions, 'operation' | 'isStream'>,
  ): Promise<CallExplained> {
    const view = this.preparation(operation, isStream);
    return new CallExplained(await explainCall(call, context, { view, explainer: this.explainer }));
  }

  private preparation(operation: Operation<unknown>, isStream: boolean): PreparationView {
    const { clock, health, reported } = this;
    const { models, refusedAdditions: refused } = health;
    return { nowMs: clock.nowMs(), reported, isStream, operation, refused, models };
  }

  private start(
    call: CompletionCall<ModelRequest>,
    context: CallContext,
    asked: Pick<CallRunOptions, 'operation' | 'isStream'>,
  ): CallRun {
    const { clock, health, limits, observers } = this;
    const affinity = affinityOf(call, context, asked.operation, health);
    const read = this.readers.begin(call, context, asked.operation);
    return new CallRun(call, context, { ...asked, affinity, clock, limits, observers, read });
  }

  private firstAnswer<T>(context: CallContext, run: CallRun, ask: Ask<T>): Promise<FirstAnswer<T>> {
    const { clock, health, limits, random, reported } = this;
    return new AttemptLoop(run.permitted.call, context, run, {
      clock,
      health,
      limits,
      random,
      reported,
    }).firstAnswer(ask);
  }
}

/** A stream on the quick way, or on its way there. */
export type RelayingStream = Pick<RelayedStream, 'goOn' | 'resume'>;

/** As it was decided who is asked, where that was before. */
function asDrawn<Request extends ModelRequest>(
  call: CompletionCall<Request>,
  { drawn }: CallContext,
): CompletionCall<Request> {
  return drawn ? { ...call, ...drawn } : call;
}

function told({ target, warnings, sunset }: FirstAnswer<unknown>['prepared'], run: CallRun) {
  return { target, warnings: run.permitted.warningsBehind(warnings), sunset };
}
