import type { CompletionWarning } from '../../../completions/completion-warning.js';
import { CHAT_COMPLETION, CHAT_STREAM } from '../../../completions/operations.js';
import type { StreamOperation, WholeOperation } from '../../../completions/operations.js';
import type { Fields } from '../../../common/fields.js';
import type { CompletionRequest } from '../../../port/canonical.js';
import type { LlmProvider } from '../../../port/llm-provider.js';
import type { NativeAnswer, NativeRequest } from '../../../port/native-responses.js';
import { Losses } from './request/losses.js';
import { OfferedTools, toolsIn } from './request/offered-tools.js';
import type { ResponsesBody } from './request/responses-request.js';
import { toChatRequest, type TranslatedRequest } from './request/to-chat-request.js';
import { isRuled, toNativeRequest, toParameters } from './request/to-native-request.js';
import { withThoughts } from '../../with-thoughts.js';

interface AskedOperation {
  readonly body: ResponsesBody;
  /** Refuse instead of leaving out what a target cannot be told. */
  readonly isStrict: boolean;
  /** All targets speak this API: nothing has to be put in other words. */
  readonly isNative: boolean;
}

/**
 * How one request is asked of each target that it comes to: as its caller wrote it of a provider that speaks the
 * Responses API, in canonical words of every other.
 */
export class ResponsesOperation {
  /** Parameters, before any rule. */
  readonly request: CompletionRequest;
  private readonly translated: TranslatedRequest | null;
  private told: readonly CompletionWarning[] = [];
  private wasNative = false;

  /** @throws GatewayError `request.invalid` for what cannot be put in the words of a target. */
  constructor(private readonly asked: AskedOperation) {
    const { body, isStrict, isNative } = asked;
    this.translated = isNative ? null : toChatRequest(body, isStrict);
    this.request = this.translated?.request ?? toParameters(body);
  }

  get hints(): Fields {
    return this.translated?.hints ?? {};
  }

  get tools(): OfferedTools {
    return this.translated?.tools ?? new OfferedTools(toolsIn(this.asked.body), new Losses());
  }

  /** What the target that was asked last could not be told, behind what its rules did. */
  warningsBehind(ofRules: readonly CompletionWarning[]): readonly CompletionWarning[] {
    const held = this.wasNative ? ofRules.filter(({ parameter }) => isRuled(parameter)) : ofRules;
    return [...held, ...this.told];
  }

  get whole(): WholeOperation<CompletionRequest, NativeAnswer> {
    return {
      ...CHAT_COMPLETION,
      methodOf: (provider) => async (request, attempt) => {
        if (provider.responses) return provider.responses.complete(this.native(request), attempt);
        const completion = await provider.complete(this.inOtherWords(request, provider), attempt);
        return { completion, body: null };
      },
      toSeen: ({ completion }) => completion,
    };
  }

  get stream(): StreamOperation<CompletionRequest> {
    return {
      ...CHAT_STREAM,
      methodOf: (provider) => (request, attempt) =>
        provider.responses
          ? provider.responses.stream(this.native(request), attempt)
          : provider.stream(this.inOtherWords(request, provider), attempt),
    };
  }

  private native(adapted: CompletionRequest): NativeRequest {
    this.told = [];
    this.wasNative = true;
    return toNativeRequest(this.asked.body, { asked: this.request, adapted });
  }

  private inOtherWords(adapted: CompletionRequest, { definition }: LlmProvider): CompletionRequest {
    const { translated, asked } = this;
    this.wasNative = false;
    if (!translated) return adapted;
    if (asked.isStrict) translated.losses.requireNone();
    this.told = translated.losses.warnings;
    return withThoughts(adapted, translated.thoughts, definition.id);
  }
}
