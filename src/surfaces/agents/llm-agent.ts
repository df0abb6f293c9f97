import { randomUUID } from 'node:crypto';
import { toErrorEnvelope, type ErrorEnvelope } from './error-envelope.js';
import { toGatewayError, type GatewayError } from '../../common/errors.js';
import { headersByName, type HeadersInTurns } from '../../common/http/headers-in-turns.js';
import { failureHeaders } from '../../common/http/send-error.js';
import type { CallContext } from '../../completions/call-context.js';
import type { CompletionCall } from '../../completions/completion-call.js';
import type { AnsweringCall, CallReport, CompletionResult } from '../../completions/completion-outcome.js';
import type { CompletionWarning } from '../../completions/completion-warning.js';
import { CHAT_COMPLETION, CHAT_STREAM } from '../../completions/operations.js';
import { CallExplained } from '../../completions/call-explanation.js';
import type { CompletionsService, RelayingStream } from '../../completions/completions.service.js';
import type { BegunAttempt } from '../../completions/relay/begun-attempt.js';
import type { Relay } from '../../completions/relay/gated-relay.js';
import type { RelayContext } from '../../completions/relay/relayed-call.js';
import { answerHeaders, fromCompletion, toSuccessEnvelope, type AnsweredCall } from './agent-envelope.js';
import { ownPlacesOf } from './own-places.js';
import { RelayedPrompt, type AgentStreamListener } from './relayed-prompt.js';
import { agentEvents, type AgentEvent } from './agent-stream.js';
import type { AgentSuccessDto } from './dto/agent-envelope.dto.js';
import type { PromptRequestDto } from './dto/prompt-request.dto.js';
import type { ProviderDefinition } from '../../port/provider-definition.js';
import type { Destination } from '../../routing/destination.js';
import { toOwnWords } from '../in-own-words.js';
import { lazy } from '../../common/lazy.js';

/** With the packages that check a body by its class; loaded when the first prompt comes. */
const contract = lazy(() => require('./prompt-request.js') as typeof import('./prompt-request.js'));

/** A prompt as callers of `processPrompt` write it: the body of the agent endpoint. */
export type PromptData = { readonly [Field in keyof PromptRequestDto]: PromptRequestDto[Field] };

/** What the agent surface answers with: `status` tells which. */
export type AgentEnvelope = AgentSuccessDto | ErrorEnvelope;

/** An answer in one piece, or a failure before the first piece of a stream. */
export interface WholeAnswer {
  readonly kind: 'answer';
  readonly envelope: AgentEnvelope;
  /** `null` = success. */
  readonly error: GatewayError | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer whose first part has come. */
export interface StreamedAnswer {
  readonly kind: 'stream';
  readonly headers: Readonly<Record<string, string>>;
  /** Zero or more `delta`, then exactly one `done` or `error`. Leaving early cancels the call. */
  readonly events: AsyncIterable<AgentEvent>;
  /** Cancels the call; for events that are not going to be read. */
  readonly leave: () => Promise<void>;
}

/** What a caller may say about a call besides its body. */
export interface HandleOptions {
  /** Stream unless the body says otherwise (`Accept: text/event-stream`). */
  readonly prefersStream: boolean;
}

/** What becomes of a relayed prompt; exactly one of the two, once. */
export interface AgentRelayListener {
  answered(answer: Pick<WholeAnswer, 'envelope' | 'headers'>): void;
  /** `handle` goes on with it; no `begun` = no provider was asked. */
  goOn(begun?: BegunAttempt): void;
}

/** A destination, as the agent surface serves it. Failures are answers here: nothing throws. */
export class LlmAgent {
  constructor(
    readonly destination: Destination,
    private readonly completions: CompletionsService,
  ) {}

  /** What lists and documents say of it. */
  get definition(): ProviderDefinition {
    return this.destination.definition;
  }

  /** The model for callers who name none, as the operator configured it. */
  get defaultModel(): string {
    return this.destination.defaultModel;
  }

  /** Has all it needs to answer: a key, where one is needed. */
  get isConfigured(): boolean {
    return this.destination.isConfigured;
  }

  /**
   * Answers a prompt in one piece, whatever `stream` says. Never throws: a failure is an envelope with
   * `status: "error"`.
   */
  async processPrompt(promptData: PromptData, context?: Partial<CallContext> | null): Promise<AgentEnvelope> {
    const call: CallContext = {
      ...context,
      requestId: context?.requestId ?? randomUUID(),
      signal: context?.signal ?? new AbortController().signal,
    };
    const { envelope } = await this.answer(() => contract().parsePromptRequest(promptData), call);
    return envelope;
  }

  /** Answers the body of a request, whole or as a stream. @throws CallExplained where that is asked for; nothing else. */
  async handle(
    body: unknown,
    context: CallContext,
    options: HandleOptions,
  ): Promise<WholeAnswer | StreamedAnswer> {
    let dto: PromptRequestDto;
    try {
      dto = contract().parsePromptRequest(body);
    } catch (error) {
      return this.failure(error, context);
    }
    return (dto.stream ?? options.prefersStream)
      ? this.stream(dto, context)
      : this.answer(() => dto, context);
  }

  /**
   * The whole answer to a prompt that is like most, by callbacks. `null` = it is not, and nothing was done:
   * `handle` answers it.
   * @param call what `tryToCall` made of it.
   */
  relay(call: CompletionCall, context: RelayContext, listener: AgentRelayListener): Relay | null {
    const { model } = call.request;
    return this.completions.relay(call, context, {
      answered: (result) =>
        listener.answered({
          envelope: successOf(result, { ...result, model, requestId: context.requestId }),
          headers: answerHeaders(result),
        }),
      goOn: (begun) => listener.goOn(begun),
    });
  }

  /** The same as a stream. */
  relayStream(
    call: CompletionCall,
    context: RelayContext,
    listener: AgentStreamListener,
  ): RelayingStream | null {
    const { model } = call.request;
    const { requestId } = context;
    const stream = new RelayedPrompt({ model, requestId }, listener);
    return stream.begunBy((events) =>
      this.completions.relayStream(call, { ...context, wantsUsage: true, wantsItems: true }, events),
    );
  }

  /** @throws GatewayError `request.invalid` */
  parse(body: unknown): PromptRequestDto {
    return contract().parsePromptRequest(body);
  }

  /** Whom a prompt asks, and what. `null` = `handle` says what is wrong. */
  tryToCall(dto: PromptRequestDto, context: Pick<CallContext, 'session'>): CompletionCall | null {
    try {
      return this.toCall(dto, context);
    } catch {
      return null;
    }
  }

  private async answer(toDto: () => PromptRequestDto, context: CallContext): Promise<WholeAnswer> {
    const call = new NotedCall(context);
    try {
      call.request = this.toCall(toDto(), context);
      const result = await this.completions.complete(call.request, call.context, {
        ...CHAT_COMPLETION,
        warningsBehind: (warnings) => call.inOwnWords(warnings),
      });
      const envelope = successOf(result, call.answeredBy(result));
      return { kind: 'answer', envelope, error: null, headers: answerHeaders(result) };
    } catch (error) {
      return this.failure(error, context, call);
    }
  }

  private async stream(dto: PromptRequestDto, context: CallContext): Promise<WholeAnswer | StreamedAnswer> {
    const call = new NotedCall(context);
    try {
      call.request = this.toCall(dto, context);
      const opened = await this.completions.openStream(call.request, call.context, {
        ...CHAT_STREAM,
        warningsBehind: (warnings) => call.inOwnWords(warnings),
      });
      const events = agentEvents(opened.parts, call.answeredBy(opened), context.meterAnswer);
      const leave = async () => void (await opened.parts[Symbol.asyncIterator]().return?.());
      return { kind: 'stream', headers: answerHeaders(opened), events, leave };
    } catch (error) {
      return this.failure(error, context, call);
    }
  }

  private toCall(dto: PromptRequestDto, { session }: Pick<CallContext, 'session'>): CompletionCall {
    const { model, ...plan } = this.destination.plan(dto.model ?? null, session);
    const { AGENT_DEFAULTS, toCompletionRequest } = contract();
    const request = toCompletionRequest(dto, model);
    const parameters = { defaults: AGENT_DEFAULTS, isStrict: dto.strict ?? false, placeOf: ownPlacesOf(dto) };
    return { ...plan, request, parameters };
  }

  private failure(thrown: unknown, { requestId }: CallContext, call?: NotedCall): WholeAnswer {
    if (thrown instanceof CallExplained) throw thrown;
    const error = toGatewayError(thrown);
    const model = call?.model ?? 'unknown';
    const attempts = call?.attempts ?? 0;
    const headers = {
      'x-gateway-attempts': String(attempts),
      ...(this.definition.isSimulated ? { 'x-gateway-simulated': 'true' } : {}),
      ...headersByName(call?.roomHeaders ?? []),
      ...failureHeaders(error, { attempts, isRetryRefused: call?.isRetryRefused ?? false }),
    };
    return {
      kind: 'answer',
      envelope: toErrorEnvelope(error, { model, requestId, ...call?.places }),
      error,
      headers,
    };
  }
}

function successOf(result: CompletionResult, call: AnsweredCall): AgentSuccessDto {
  return toSuccessEnvelope({ ...fromCompletion(result.completion), cost: result.cost }, call);
}

/** A call, and what became known of it until it failed. */
class NotedCall {
  request: CompletionCall | null = null;
  attempts = 0;
  isRetryRefused = false;
  roomHeaders: HeadersInTurns = [];
  readonly context: CallContext;

  constructor(context: CallContext) {
    const onEnded = (report: CallReport) => {
      this.attempts = report.attempts.length;
      this.isRetryRefused = report.isRetryRefused;
      this.roomHeaders = report.roomHeaders ?? [];
      context.onEnded?.(report);
    };
    this.context = { ...context, onEnded };
  }

  get model(): string {
    return this.request?.request.model ?? 'unknown';
  }

  /** Where its caller wrote what is told of. */
  get places(): Pick<AnsweredCall, 'placeOf'> {
    const { placeOf } = this.request?.parameters ?? {};
    return placeOf ? { placeOf } : {};
  }

  inOwnWords(warnings: readonly CompletionWarning[]): readonly CompletionWarning[] {
    const { placeOf } = this.places;
    return placeOf ? toOwnWords(warnings, placeOf) : warnings;
  }

  answeredBy(answering: AnsweringCall): AnsweredCall {
    const warnings = this.inOwnWords(answering.warnings);
    const { model, context, places } = this;
    return { ...answering, warnings, model, requestId: context.requestId, ...places };
  }
}
