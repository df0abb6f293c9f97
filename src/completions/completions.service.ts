import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { signalWithDeadline } from '../common/deadline.js';
import { GatewayError, toGatewayError } from '../common/errors.js';
import type { CompletionRequest, FinishedPart, StreamPart } from '../llm-providers/port/canonical.js';
import type { LlmProvider } from '../llm-providers/port/llm-provider.js';
import type { CallContext } from './call-context.js';
import { CallTracker } from './call-tracker.js';
import type { CompletionResult, PreparedCall } from './completion-outcome.js';
import { lifecycleOf, replacementsText, resolveModel, type ResolvedModel } from './model-resolver.js';
import { applyParameterRules, familyOf, type ParameterPolicy } from './parameter-rules.js';

/** Limits that hold for every call. */
export interface CompletionLimits {
  /** From the first call of an adapter to the end of its answer, in milliseconds. */
  readonly totalTimeoutMs: number;
}

export const COMPLETION_LIMITS = Symbol('COMPLETION_LIMITS');

export interface CompletionCall {
  readonly provider: LlmProvider;
  /** Canonical; its `model` is what the caller named, aliases included. */
  readonly request: CompletionRequest;
  readonly parameters: ParameterPolicy;
}

/** A stream whose first part has arrived. */
export interface OpenedStream extends PreparedCall {
  /**
   * Chunks, then exactly one `finished` part; throws a `GatewayError` instead if the answer fails. Leaving the
   * iteration early cancels the upstream call.
   */
  readonly parts: AsyncIterable<StreamPart>;
}

/** The only door to a model: every route that can reach one passes here. */
@Injectable()
export class CompletionsService {
  constructor(
    @Inject(COMPLETION_LIMITS) private readonly limits: CompletionLimits,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * One whole answer.
   * @throws GatewayError of any family; nothing else.
   */
  async complete(call: CompletionCall, context: CallContext): Promise<CompletionResult> {
    const { request, prepared, model } = this.prepare(call);
    const tracker = this.track(call, model, context, false);
    const deadline = this.deadline(call.provider, context);
    try {
      const completion = await call.provider.complete(request, {
        signal: deadline.signal,
        requestId: context.requestId,
      });
      tracker.sawPart();
      const finishReason = completion.choices[0]?.finish_reason ?? null;
      tracker.finished({ providerModel: completion.model, finishReason, usage: completion.usage ?? null });
      return { completion, ...prepared };
    } catch (error) {
      throw this.endWith(error, call, model, tracker, deadline.signal);
    } finally {
      deadline.release();
    }
  }

  /**
   * Opens a stream and waits for its first part, so that an early failure is still an error and not a stream.
   * @throws GatewayError of any family; nothing else.
   */
  async openStream(call: CompletionCall, context: CallContext): Promise<OpenedStream> {
    const { request, prepared, model } = this.prepare(call);
    const parts = this.watch(call, request, model, context);
    const first = await parts.next();
    return { ...prepared, parts: resume(first, parts) };
  }

  private async *watch(
    call: CompletionCall,
    request: CompletionRequest,
    model: ResolvedModel,
    context: CallContext,
  ): AsyncGenerator<StreamPart, void, undefined> {
    const tracker = this.track(call, model, context, true);
    const deadline = this.deadline(call.provider, context);
    try {
      const attempt = { signal: deadline.signal, requestId: context.requestId };
      for await (const part of call.provider.stream(request, attempt)) {
        tracker.sawPart();
        if (part.type === 'finished') tracker.finished(fromFinishedPart(part));
        yield part;
        if (part.type === 'finished') return;
      }
      throw streamJustStopped(call.provider);
    } catch (error) {
      throw this.endWith(error, call, model, tracker, deadline.signal);
    } finally {
      tracker.failed(new GatewayError('client.gone', 'The caller left before the answer was complete.'));
      deadline.release();
    }
  }

  private prepare(call: CompletionCall) {
    const { definition } = call.provider;
    requireKey(call.provider);
    const model = resolveModel(call.provider, call.request.model, this.clock.nowMs());
    const family = familyOf(model.providerModel, definition.modelFamilies);
    const named = { ...call.request, model: model.providerModel };
    const { request, warnings } = applyParameterRules(named, family, call.parameters);
    const prepared: PreparedCall = { warnings: [...model.warnings, ...warnings], sunset: model.sunset };
    return { request, prepared, model };
  }

  private track(call: CompletionCall, model: ResolvedModel, context: CallContext, isStream: boolean) {
    const subject = {
      providerId: call.provider.definition.id,
      model: call.request.model,
      providerModel: model.providerModel,
      isStream,
    };
    return new CallTracker(subject, context, this.clock);
  }

  private deadline(provider: LlmProvider, context: CallContext) {
    const { totalTimeoutMs } = this.limits;
    return signalWithDeadline(
      context.signal,
      totalTimeoutMs,
      this.clock,
      () =>
        new GatewayError(
          'provider.timed_out',
          `${provider.definition.displayName} API error: no complete answer within ${totalTimeoutMs} ms (UPSTREAM_TOTAL_TIMEOUT_MS).`,
        ),
    );
  }

  private endWith(
    error: unknown,
    call: CompletionCall,
    model: ResolvedModel,
    tracker: CallTracker,
    signal: AbortSignal,
  ): GatewayError {
    const reason: unknown = signal.aborted ? signal.reason : error;
    const ended = withReplacement(toGatewayError(reason), call.provider, model);
    tracker.failed(ended);
    return ended;
  }
}

/** @throws GatewayError `provider.key_missing` naming the variable. */
export function requireKey({ definition, settings }: LlmProvider): void {
  if (definition.apiKeyVariable === null || settings.apiKey !== null) return;
  throw new GatewayError('provider.key_missing', `${definition.apiKeyVariable} missing in environment.`);
}

/** A provider's own "no such model" gets the replacement that it announced. */
function withReplacement(error: GatewayError, provider: LlmProvider, model: ResolvedModel): GatewayError {
  const lifecycle = lifecycleOf(model.providerModel, provider.definition);
  if (error.code !== 'model.not_found' || !lifecycle) return error;
  const message = `${error.message} ${provider.definition.displayName} names ${replacementsText(lifecycle)} as its replacement.`;
  return new GatewayError(error.code, message, { param: 'model', cause: error });
}

function streamJustStopped({ definition }: LlmProvider): GatewayError {
  return new GatewayError(
    'provider.invalid_response',
    `${definition.displayName} API error: the stream stopped before the answer was finished.`,
  );
}

function fromFinishedPart({ model, finishReason, usage }: FinishedPart) {
  return { providerModel: model, finishReason, usage };
}

async function* resume(
  first: IteratorResult<StreamPart, void>,
  rest: AsyncGenerator<StreamPart, void, undefined>,
): AsyncGenerator<StreamPart, void, undefined> {
  try {
    if (first.done) return;
    yield first.value;
    yield* rest;
  } finally {
    await rest.return();
  }
}
