import type { Clock } from '../../common/clock.js';
import type { Completion, CompletionRequest, StreamPart } from '../port/canonical.js';
import type { Attempt, LlmProvider } from '../port/llm-provider.js';
import type { ProviderSettings } from '../port/provider-definition.js';
import type { AnthropicCallContext, AnthropicClient } from './anthropic-client.js';
import { anthropic } from './anthropic.definition.js';
import { fromAnthropicAnswer } from './from-anthropic-answer.js';
import { fromAnthropicStream } from './from-anthropic-stream.js';
import { toAnthropicRequest } from './to-anthropic-request.js';

/** The adapter of Anthropic's own Messages API. */
export class AnthropicProvider implements LlmProvider {
  readonly definition = anthropic;

  constructor(
    readonly settings: ProviderSettings,
    private readonly client: AnthropicClient,
    private readonly clock: Clock,
  ) {}

  async complete(request: CompletionRequest, attempt: Attempt): Promise<Completion> {
    const context = this.contextOf(request, attempt);
    const answer = await this.client.createMessage(toAnthropicRequest(context.call), context);
    return fromAnthropicAnswer(answer, context.call);
  }

  async *stream(request: CompletionRequest, attempt: Attempt): AsyncIterable<StreamPart> {
    const context = this.contextOf(request, attempt);
    const events = this.client.streamMessage(toAnthropicRequest(context.call), context);
    yield* fromAnthropicStream(events, context.call);
  }

  private contextOf(request: CompletionRequest, { signal, requestId }: Attempt): AnthropicCallContext {
    const { definition, settings, clock } = this;
    return { signal, requestId, call: { definition, settings, request, nowMs: clock.nowMs() } };
  }
}
