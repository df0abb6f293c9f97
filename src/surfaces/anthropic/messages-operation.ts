import type { CompletionWarning } from '../../completions/completion-warning.js';
import { CHAT_COMPLETION, CHAT_STREAM } from '../../completions/operations.js';
import type { StreamOperation, WholeOperation } from '../../completions/operations.js';
import type { CompletionRequest } from '../../port/canonical.js';
import type { LlmProvider } from '../../port/llm-provider.js';
import type { NativeAnswer, NativeMessages, NativeRequest } from '../../port/native-messages.js';
import { FunctionNames } from '../../port/function-names.js';
import { heldToModel, type OutputLimits } from '../held-limit.js';
import { toOwnWords } from '../in-own-words.js';
import { toNativeRequest } from './native-request.js';
import { ownPlace } from './own-words.js';
import type { MessagesBody } from './request/messages-request.js';
import { SignOfLife } from './sign-of-life.js';
import { refused } from './request/request-checks.js';
import { toCanonicalRequest } from './request/to-canonical-request.js';

/** What was asked for, in the caller's words and in canonical ones. */
export interface AskedMessage {
  readonly body: MessagesBody;
  /** How the body is to be read. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parameters, before any rule. */
  readonly request: CompletionRequest;
  readonly limits: OutputLimits;
  /** Refuse instead of leaving out what a target cannot be told. */
  readonly isStrict: boolean;
}

/**
 * How one request is asked of each target that it comes to: as its caller wrote it of a provider that speaks Anthropic's
 * API, in canonical words of every other.
 */
export class MessagesOperation {
  /** Of the provider that is asked for a stream. */
  readonly life = new SignOfLife();
  private readonly names = new FunctionNames();
  private told: readonly CompletionWarning[] = [];

  constructor(private readonly asked: AskedMessage) {}

  /** What the target that was asked last could not be told, behind what its rules did. */
  warningsBehind(ofRules: readonly CompletionWarning[]): readonly CompletionWarning[] {
    return [...toOwnWords(ofRules, (parameter) => ownPlace(parameter, this.asked.body)), ...this.told];
  }

  get whole(): WholeOperation<CompletionRequest, NativeAnswer> {
    return {
      ...CHAT_COMPLETION,
      warningsBehind: (ofRules) => this.warningsBehind(ofRules),
      methodOf: (provider) => async (request, attempt) => {
        const messages = messagesOf(provider, request.model);
        if (messages) return messages.complete(this.native(request), attempt);
        const completion = await provider.complete(this.translated(request, provider), attempt);
        return { completion: this.names.toOwn(completion), body: null };
      },
      toSeen: ({ completion }) => completion,
    };
  }

  get stream(): StreamOperation<CompletionRequest> {
    return {
      ...CHAT_STREAM,
      warningsBehind: (ofRules) => this.warningsBehind(ofRules),
      methodOf: (provider) => (request, attempt) => {
        const messages = messagesOf(provider, request.model);
        if (messages) return this.life.of(messages.stream(this.native(request), attempt));
        const parts = provider.stream(this.translated(request, provider), attempt);
        return this.life.of(this.names.toOwnParts(parts));
      },
    };
  }

  /** The request for a provider that speaks this API. */
  native(adapted: CompletionRequest): NativeRequest {
    const { body, headers, request: asked } = this.asked;
    this.told = [];
    return toNativeRequest(body, headers, { asked, adapted });
  }

  /** The request for every other provider. */
  translated(adapted: CompletionRequest, provider: LlmProvider): CompletionRequest {
    const { body, isStrict, limits } = this.asked;
    const { definition } = provider;
    const canonical = toCanonicalRequest(body, adapted, definition);
    const { translation, origins } = canonical;
    const { request, warning } = heldToModel(canonical.request, provider, limits);
    // The effort is no word of the caller's.
    const { reasoning_effort: _wish, ...written } = request;
    const losses = definition.translation?.losses(written) ?? [];
    const lost = losses.map(({ parameter, action, reason }) => ({
      parameter: ownPlace(parameter, body, origins),
      action,
      reason: `${request.model}: ${reason}`,
    }));
    this.told = [...(warning ? [warning] : []), ...translation.warnings, ...lost];
    const [first] = this.told;
    if (first && isStrict) {
      const way = 'Leave it out, or set x-strict-params to false';
      throw refused(first.parameter ?? 'body', 'unsupported', `${first.reason}. ${way}`);
    }
    return this.names.toModel(request);
  }
}

/** This API of a provider's, for a model; `null` = it is asked in canonical words. */
export function messagesOf({ messages }: LlmProvider, model: string): NativeMessages | null {
  return messages && (messages.serves?.(model) ?? true) ? messages : null;
}
