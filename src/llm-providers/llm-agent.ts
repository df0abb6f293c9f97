import { randomUUID } from 'node:crypto';
import { toErrorEnvelope, type ErrorEnvelope } from '../common/error-envelope.js';
import { toGatewayError, type GatewayError } from '../common/errors.js';
import { failureHeaders } from '../common/http/send-error.js';
import type { CallContext } from '../completions/call-context.js';
import { type CompletionCall } from '../completions/completion-call.js';
import { requireKey, type CompletionsService } from '../completions/completions.service.js';
import { answerHeaders, fromCompletion, toSuccessEnvelope, type AnsweredCall } from './agent-envelope.js';
import { agentEvents, type AgentEvent } from './agent-stream.js';
import type { AgentSuccessDto } from './dto/agent-envelope.dto.js';
import type { PromptRequestDto } from './dto/prompt-request.dto.js';
import type { LlmProvider } from './port/llm-provider.js';
import { AGENT_DEFAULTS, parsePromptRequest, toCompletionRequest } from './prompt-request.js';

/** A prompt as callers of `processPrompt` write it: the body of the agent endpoint. */
export type PromptData = { readonly [Field in keyof PromptRequestDto]: PromptRequestDto[Field] };

export type AgentEnvelope = AgentSuccessDto | ErrorEnvelope;

export interface WholeAnswer {
  readonly kind: 'answer';
  readonly envelope: AgentEnvelope;
  /** `null` = success. */
  readonly error: GatewayError | null;
  readonly headers: Readonly<Record<string, string>>;
}

export interface StreamedAnswer {
  readonly kind: 'stream';
  readonly headers: Readonly<Record<string, string>>;
  /** Zero or more `delta`, then exactly one `done` or `error`. Leaving early cancels the call. */
  readonly events: AsyncIterable<AgentEvent>;
}

/** What a caller may say about a call besides its body. */
export interface HandleOptions {
  /** Stream unless the body says otherwise (`Accept: text/event-stream`). */
  readonly prefersStream: boolean;
}

/** One provider, as the agent surface serves it. Failures are answers here: nothing throws. */
export class LlmAgent {
  constructor(
    readonly provider: LlmProvider,
    private readonly completions: CompletionsService,
  ) {}

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
    const { envelope } = await this.answer(() => parsePromptRequest(promptData), call);
    return envelope;
  }

  /** Answers the body of a request, whole or as a stream. */
  async handle(
    body: unknown,
    context: CallContext,
    options: HandleOptions,
  ): Promise<WholeAnswer | StreamedAnswer> {
    let dto: PromptRequestDto;
    try {
      dto = parsePromptRequest(body);
    } catch (error) {
      return this.failure(error, context);
    }
    return (dto.stream ?? options.prefersStream)
      ? this.stream(dto, context)
      : this.answer(() => dto, context);
  }

  private async answer(toDto: () => PromptRequestDto, context: CallContext): Promise<WholeAnswer> {
    let model: string | undefined;
    try {
      const call = this.toCall(toDto());
      model = call.request.model;
      const result = await this.completions.complete(call, context);
      const envelope = toSuccessEnvelope(
        fromCompletion(result.completion),
        this.answered(call, context),
        result,
      );
      const headers = answerHeaders(this.provider.definition, result.sunset);
      return { kind: 'answer', envelope, error: null, headers };
    } catch (error) {
      return this.failure(error, context, model);
    }
  }

  private async stream(dto: PromptRequestDto, context: CallContext): Promise<WholeAnswer | StreamedAnswer> {
    let model: string | undefined;
    try {
      const call = this.toCall(dto);
      model = call.request.model;
      const opened = await this.completions.openStream(call, context);
      const headers = answerHeaders(this.provider.definition, opened.sunset);
      return { kind: 'stream', headers, events: agentEvents(opened, this.answered(call, context)) };
    } catch (error) {
      return this.failure(error, context, model);
    }
  }

  private toCall(dto: PromptRequestDto): CompletionCall {
    // Here as well as at the door: a call without a key has no model yet.
    requireKey(this.provider);
    const request = toCompletionRequest(dto, this.provider.settings.defaultModel);
    const parameters = { defaults: AGENT_DEFAULTS, isStrict: dto.strict ?? false };
    return { provider: this.provider, request, parameters };
  }

  private answered(call: CompletionCall, { requestId }: CallContext): AnsweredCall {
    return { provider: this.provider, model: call.request.model, requestId };
  }

  private failure(thrown: unknown, { requestId }: CallContext, model = 'unknown'): WholeAnswer {
    const error = toGatewayError(thrown);
    const headers = { ...answerHeaders(this.provider.definition, null), ...failureHeaders(error) };
    return { kind: 'answer', envelope: toErrorEnvelope(error, { model, requestId }), error, headers };
  }
}
