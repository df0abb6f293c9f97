import { GatewayError } from '../../common/errors.js';
import type { Fields } from '../../common/fields.js';
import type { CompletionWarning } from '../../completions/completion-warning.js';
import { CHAT_COMPLETION, CHAT_STREAM } from '../../completions/operations.js';
import type { StreamOperation, WholeOperation } from '../../completions/operations.js';
import type { CompletionRequest } from '../../port/canonical.js';
import type { LlmProvider } from '../../port/llm-provider.js';
import type { NativeAnswer, NativeRequest } from '../../port/native-messages.js';
import { FunctionNames } from '../../port/function-names.js';
import { heldToModel, type OutputLimits } from '../held-limit.js';
import { withThoughts } from '../with-thoughts.js';
import type { GenerateBody } from './request/generate-request.js';
import { toChatRequest, type TranslatedRequest } from './request/to-chat-request.js';
import { inOwnWords, ownPlace } from './told-warnings.js';
import { isRuled, toNativeRequest, toOutline } from './request/to-native-request.js';

/** What was asked for. */
export interface AskedContent {
  /** Checked, under the names of Google's documents. */
  readonly body: GenerateBody;
  /** As it came. */
  readonly own: Fields;
}

interface AskedOperation extends AskedContent {
  readonly limits: OutputLimits;
  /** Refuse instead of leaving out what a target cannot be told. */
  readonly isStrict: boolean;
  /** All targets speak this API: nothing has to be put in other words. */
  readonly isNative: boolean;
}

/**
 * How one request is asked of each target that it comes to: as its caller wrote it of a provider that speaks Gemini's API,
 * in canonical words of every other, with what that one takes beyond OpenAI's own fields.
 */
export class GenerateOperation {
  /** Before any rule. */
  readonly request: CompletionRequest;
  /** What could not be put in canonical words is the fault of those who need them. */
  private readonly translated: TranslatedRequest | GatewayError | null;
  private readonly names = new FunctionNames();
  private told: readonly CompletionWarning[] = [];
  private wasNative = false;

  /** @throws GatewayError `request.invalid` for a field of a wrong type. */
  constructor(private readonly asked: AskedOperation) {
    const { body, isNative } = asked;
    this.translated = isNative ? null : translationOf(body);
    this.request = this.inCanonicalWords?.request ?? toOutline(body);
  }

  /** Parameters that a provider may refuse, and is asked again without. */
  get hints(): Fields {
    return this.inCanonicalWords?.hints ?? {};
  }

  /** Where a canonical parameter stands in the caller's request. */
  placeOf(parameter: string): string {
    return ownPlace(parameter, this.inCanonicalWords?.origins);
  }

  private get inCanonicalWords(): TranslatedRequest | null {
    return this.translated instanceof GatewayError ? null : this.translated;
  }

  /** What the target that was asked last could not be told, behind what its rules did. */
  warningsBehind(ofRules: readonly CompletionWarning[]): readonly CompletionWarning[] {
    const held = this.wasNative ? ofRules.filter(({ parameter }) => isRuled(parameter)) : ofRules;
    return [...inOwnWords(held, this.inCanonicalWords?.origins), ...this.told];
  }

  get whole(): WholeOperation<CompletionRequest, NativeAnswer> {
    return {
      ...CHAT_COMPLETION,
      warningsBehind: (ofRules) => this.warningsBehind(ofRules),
      methodOf: (provider) => async (request, attempt) => {
        const { generateContent: native } = provider;
        if (native) return native.complete(this.native(request), attempt);
        const completion = await provider.complete(this.inOtherWords(request, provider), attempt);
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
        const { generateContent: native } = provider;
        if (native) return native.stream(this.native(request), attempt);
        return this.names.toOwnParts(provider.stream(this.inOtherWords(request, provider), attempt));
      },
    };
  }

  private native(adapted: CompletionRequest): NativeRequest {
    this.told = [];
    this.wasNative = true;
    return toNativeRequest(this.asked.own, { asked: this.request, adapted });
  }

  /** The request for every other provider. */
  inOtherWords(asRuled: CompletionRequest, provider: LlmProvider): CompletionRequest {
    const { translated, asked } = this;
    const { definition } = provider;
    const { request: adapted, warning } = heldToModel(asRuled, provider, asked.limits);
    const known = translated ?? translationOf(asked.body);
    if (known instanceof GatewayError) throw known;
    const { thoughts, losses } = known;
    this.wasNative = false;
    const taken = new Set<string>(definition.extensions ?? []);
    const isLost = 'top_k' in adapted && !taken.has('top_k');
    if (isLost) losses.drops('generationConfig.topK', `${definition.displayName} has no counterpart of it`);
    if (warning) losses.changes('generationConfig.maxOutputTokens', warning.reason);
    if (asked.isStrict) losses.requireNone();
    this.told = losses.warnings;
    const { top_k: _topK, ...others } = adapted as CompletionRequest & Fields;
    const kept: CompletionRequest = isLost ? others : adapted;
    const bare = taken.has('extra_content') ? kept : withoutSignatures(kept);
    return this.names.toModel(withThoughts(bare, thoughts, definition.id));
  }
}

function translationOf(body: GenerateBody): TranslatedRequest | GatewayError {
  try {
    return toChatRequest(body);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
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
