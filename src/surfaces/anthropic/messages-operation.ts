import type { CompletionWarning } from '../../completions/completion-warning.js';
import { CHAT_COMPLETION, CHAT_STREAM } from '../../completions/operations.js';
import type { StreamOperation, WholeOperation } from '../../completions/operations.js';
import type { Completion, CompletionRequest } from '../../port/canonical.js';
import type { LlmProvider } from '../../port/llm-provider.js';
import { refused } from './request/request-checks.js';
import type { MessagesBody } from './request/messages-request.js';
import { toCanonicalRequest } from './request/to-canonical-request.js';

/** How one request is asked of each target that it comes to, in words that the target knows. */
export class MessagesOperation {
  private told: readonly CompletionWarning[] = [];

  /** @param isStrict refuse instead of leaving out what a target cannot be told. */
  constructor(
    private readonly body: MessagesBody,
    private readonly isStrict: boolean,
  ) {}

  /** What the target that was asked last could not be told. */
  get warnings(): readonly CompletionWarning[] {
    return this.told;
  }

  get whole(): WholeOperation<CompletionRequest, Completion> {
    return {
      ...CHAT_COMPLETION,
      methodOf: (provider) => async (request, attempt) =>
        provider.complete(this.translated(request, provider), attempt),
    };
  }

  get stream(): StreamOperation<CompletionRequest> {
    return {
      ...CHAT_STREAM,
      methodOf: (provider) => (request, attempt) =>
        provider.stream(this.translated(request, provider), attempt),
    };
  }

  private translated(adapted: CompletionRequest, { definition }: LlmProvider): CompletionRequest {
    const { request, translation } = toCanonicalRequest(this.body, adapted, definition);
    this.told = translation.warnings;
    const [first] = this.told;
    if (first && this.isStrict) {
      throw refused(
        first.parameter ?? 'body',
        'unsupported',
        `${first.reason}. Leave it out, or be not strict`,
      );
    }
    return request;
  }
}
