import type { Fields } from '../../common/fields.js';
import type { CompletionWarning } from '../../completions/completion-warning.js';
import { CHAT_COMPLETION, CHAT_STREAM } from '../../completions/operations.js';
import type { StreamOperation, WholeOperation } from '../../completions/operations.js';
import type { Completion, CompletionRequest } from '../../port/canonical.js';
import type { LlmProvider } from '../../port/llm-provider.js';
import { withThoughts } from '../with-thoughts.js';
import type { TranslatedRequest } from './request/to-chat-request.js';

/** How one request is asked of each target that it comes to: with what that one takes beyond OpenAI's own fields. */
export class GenerateOperation {
  private told: readonly CompletionWarning[] = [];

  constructor(
    private readonly translated: TranslatedRequest,
    /** Refuse instead of leaving out what a target cannot be told. */
    private readonly isStrict: boolean,
  ) {}

  /** What the target that was asked last could not be told. */
  get warnings(): readonly CompletionWarning[] {
    return this.told;
  }

  get whole(): WholeOperation<CompletionRequest, Completion> {
    return {
      ...CHAT_COMPLETION,
      methodOf: (provider) => (request, attempt) =>
        provider.complete(this.adapted(request, provider), attempt),
    };
  }

  get stream(): StreamOperation<CompletionRequest> {
    return {
      ...CHAT_STREAM,
      methodOf: (provider) => (request, attempt) => provider.stream(this.adapted(request, provider), attempt),
    };
  }

  private adapted(request: CompletionRequest, { definition }: LlmProvider): CompletionRequest {
    const { thoughts, losses } = this.translated;
    const taken = new Set<string>(definition.extensions ?? []);
    const isLost = 'top_k' in request && !taken.has('top_k');
    if (isLost) losses.drops('generationConfig.topK', `${definition.displayName} has no counterpart of it`);
    if (this.isStrict) losses.requireNone();
    this.told = losses.warnings;
    const { top_k: _topK, ...others } = request as CompletionRequest & Fields;
    const kept: CompletionRequest = isLost ? others : request;
    const bare = taken.has('extra_content') ? kept : withoutSignatures(kept);
    return withThoughts(bare, thoughts, definition.id);
  }
}

/** Signatures of Gemini are of no use to others. */
function withoutSignatures(request: CompletionRequest): CompletionRequest {
  const messages = request.messages.map((message) => {
    const { extra_content: _own, tool_calls: calls, ...others } = message as unknown as Fields;
    if (!Array.isArray(calls)) return others;
    return {
      ...others,
      tool_calls: (calls as Fields[]).map(({ extra_content: _signature, ...call }) => call),
    };
  });
  return { ...request, messages: messages as unknown as CompletionRequest['messages'] };
}
