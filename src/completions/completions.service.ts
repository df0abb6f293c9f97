import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { GatewayError } from '../common/errors.js';
import type { CompletionRequest, FinishedPart, StreamPart } from '../llm-providers/port/canonical.js';
import type { LlmProvider } from '../llm-providers/port/llm-provider.js';
import type { CallContext } from './call-context.js';
import { COMPLETION_LIMITS, type CompletionCall, type CompletionLimits } from './completion-call.js';
import { CallRun } from './call-run.js';
import type { CompletionResult, PreparedCall } from './completion-outcome.js';
import { resolveModel } from './model-resolver.js';
import { applyParameterRules, familyOf } from './parameter-rules.js';

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
    const run = new CallRun(call, context, false, this.clock, this.limits);
    try {
      const { request, prepared } = this.prepare(call);
      const completion = await call.provider.complete(request, run.send(request.model));
      run.sawPart();
      const finishReason = completion.choices[0]?.finish_reason ?? null;
      run.finished({ providerModel: completion.model, finishReason, usage: completion.usage ?? null });
      return { completion, ...prepared };
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
    const run = new CallRun(call, context, true, this.clock, this.limits);
    try {
      const { request, prepared } = this.prepare(call);
      const parts = watch(call.provider.stream(request, run.send(request.model)), call.provider, run);
      const first = await parts.next();
      return { ...prepared, parts: resume(first, parts) };
    } catch (error) {
      const ended = run.failed(error);
      run.release();
      throw ended;
    }
  }

  private prepare(call: CompletionCall): { request: CompletionRequest; prepared: PreparedCall } {
    requireKey(call.provider);
    const { definition } = call.provider;
    const atMs = this.clock.nowMs();
    const { providerModel, sunset, ...model } = resolveModel(call.provider, call.request.model, atMs);
    const named = { ...call.request, model: providerModel };
    const family = familyOf(providerModel, definition.modelFamilies);
    const { request, warnings } = applyParameterRules(named, family, call.parameters);
    return { request, prepared: { warnings: [...model.warnings, ...warnings], sunset, atMs } };
  }
}

/** The provider's parts, watched to their end. */
async function* watch(
  parts: AsyncIterable<StreamPart>,
  provider: LlmProvider,
  run: CallRun,
): AsyncGenerator<StreamPart, void, undefined> {
  try {
    for await (const part of parts) {
      run.sawPart();
      if (part.type === 'finished') run.finished(fromFinishedPart(part));
      yield part;
      if (part.type === 'finished') return;
    }
    throw streamJustStopped(provider);
  } catch (error) {
    throw run.failed(error);
  } finally {
    run.release();
  }
}

/** @throws GatewayError `provider.key_missing` naming the variable. */
export function requireKey({ definition, settings }: LlmProvider): void {
  if (definition.apiKeyVariable === null || settings.apiKeys.length > 0) return;
  throw new GatewayError('provider.key_missing', `${definition.apiKeyVariable} missing in environment.`);
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

/** Puts the first part back. Leaving closes the rest, even where nothing was read yet. */
function resume(
  first: IteratorResult<StreamPart, void>,
  rest: AsyncGenerator<StreamPart, void, undefined>,
): AsyncIterableIterator<StreamPart, void, undefined> {
  let isFirst = true;
  return {
    async next() {
      if (!isFirst) return rest.next();
      isFirst = false;
      return first;
    },
    return: () => rest.return(),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
