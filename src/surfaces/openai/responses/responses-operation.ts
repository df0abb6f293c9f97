import type { CompletionWarning } from '../../../completions/completion-warning.js';
import { CHAT_COMPLETION, CHAT_STREAM } from '../../../completions/operations.js';
import type { StreamOperation, WholeOperation } from '../../../completions/operations.js';
import type { Fields } from '../../../common/fields.js';
import type { CompletionRequest } from '../../../port/canonical.js';
import type { Attempt, LlmProvider } from '../../../port/llm-provider.js';
import type { NativeAnswer, NativeRequest } from '../../../port/native-responses.js';
import { NO_USAGE } from '../../own-count.js';
import { OwnedAnswers } from './owned/answer-owner.js';
import { ownBody } from './owned/own-body.js';
import type { OwnedResponse, OwnedResponses } from './owned/owned-responses.js';
import { toOwnWords } from '../../in-own-words.js';
import { ownPlace } from './own-words.js';
import { RequestLosses } from '../../request-losses.js';
import { OfferedTools } from './request/offered-tools.js';
import type { ResponsesBody } from './request/responses-request.js';
import { includesLogprobs, toChatRequest, type TranslatedRequest } from './request/to-chat-request.js';
import { isRuled, toNativeRequest, toParameters } from './request/to-native-request.js';
import { withThoughts } from '../../with-thoughts.js';

interface AskedOperation {
  readonly body: ResponsesBody;
  /** Refuse instead of leaving out what a target cannot be told. */
  readonly isStrict: boolean;
  /** All targets speak this API: nothing has to be put in other words. */
  readonly isNative: boolean;
  readonly owned: OwnedResponses;
  /** `null` = callers are not told apart. */
  readonly callerId: string | null;
  /** The response that the request goes on from; `null` = none that is kept. */
  readonly previous: OwnedResponse | null;
  /** There are several targets. */
  readonly hasOthers: boolean;
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
    const { body, isNative } = asked;
    this.translated = isNative ? null : toChatRequest(body);
    this.request = this.translated?.request ?? toParameters(body);
  }

  /** Where a canonical parameter stands in the caller's request. */
  placeOf(parameter: string): string {
    // A tool alone is called alike by a provider that was asked in the caller's own words.
    if (this.wasNative && /^tools\[\d+\]$/.test(parameter)) return parameter;
    if (parameter === 'logprobs' && !includesLogprobs(this.asked.body)) return 'top_logprobs';
    return ownPlace(parameter, this.translated?.origins);
  }

  get hints(): Fields {
    return this.translated?.hints ?? {};
  }

  get tools(): OfferedTools {
    return this.translated?.tools ?? new OfferedTools(this.asked.body, new RequestLosses());
  }

  /** What the target that was asked last could not be told, behind what its rules did. */
  warningsBehind(ofRules: readonly CompletionWarning[]): readonly CompletionWarning[] {
    const held = this.wasNative ? ofRules.filter(({ parameter }) => isRuled(parameter)) : ofRules;
    return [...toOwnWords(held, (parameter) => this.placeOf(parameter)), ...this.told];
  }

  get whole(): WholeOperation<CompletionRequest, NativeAnswer> {
    return {
      ...CHAT_COMPLETION,
      warningsBehind: (ofRules) => this.warningsBehind(ofRules),
      methodOf: (provider) => async (request, attempt) => {
        if (provider.responses) {
          const answer = await provider.responses.complete(this.native(request, provider, attempt), attempt);
          return this.answersOf(provider, request, attempt).toAnswer(answer);
        }
        const completion = await provider.complete(this.inOtherWords(request, provider), attempt);
        return { completion, body: null };
      },
      toSeen: ({ completion }) => completion,
    };
  }

  /** The same conversation in fewer tokens, by a provider that does that. */
  get compaction(): WholeOperation<CompletionRequest, NativeAnswer> {
    return {
      name: 'compaction',
      refusal: 'compacts no conversations; name a model of a provider with the Responses API',
      methodOf: (provider) => {
        const { responses } = provider;
        if (!responses) return null;
        return async (request, attempt) => {
          const answer = await responses.compact(this.native(request, provider, attempt), attempt);
          return this.answersOf(provider, request, attempt).toCompaction(answer);
        };
      },
      toSeen: ({ completion }) => completion,
    };
  }

  /** How many tokens it has, by a provider that counts itself. */
  get count(): WholeOperation<CompletionRequest, number> {
    return {
      name: 'count_tokens',
      refusal: 'counts no tokens',
      methodOf: (provider) => {
        const { responses } = provider;
        if (responses)
          return (request, attempt) =>
            responses.countTokens(this.native(request, provider, attempt), attempt);
        const count = provider.countTokens?.bind(provider);
        return count ? (request, attempt) => count(this.inOtherWords(request, provider), attempt) : null;
      },
      toSeen: () => ({ model: this.request.model, choices: [], usage: NO_USAGE }),
    };
  }

  get stream(): StreamOperation<CompletionRequest> {
    return {
      ...CHAT_STREAM,
      warningsBehind: (ofRules) => this.warningsBehind(ofRules),
      methodOf: (provider) => (request, attempt) =>
        provider.responses
          ? this.answersOf(provider, request, attempt).toParts(
              provider.responses.stream(this.native(request, provider, attempt), attempt),
            )
          : provider.stream(this.inOtherWords(request, provider), attempt),
    };
  }

  private native(adapted: CompletionRequest, provider: LlmProvider, { apiKey }: Attempt): NativeRequest {
    const { body, callerId, isStrict, owned, previous } = this.asked;
    const owner = { provider, apiKey, callerId };
    const { body: own, losses } = ownBody(body, { owner, responses: owned, previous });
    if (isStrict) losses.requireNone();
    this.told = losses.warnings;
    this.wasNative = true;
    return toNativeRequest(own, { asked: this.request, adapted });
  }

  private answersOf(provider: LlmProvider, { model }: CompletionRequest, { apiKey }: Attempt): OwnedAnswers {
    const { body, callerId, owned } = this.asked;
    const hasOthers =
      this.asked.hasOthers || provider.settings.apiKeys.length > 1 || owned.isOneOfSeveral(provider);
    const previousId = (body['previous_response_id'] as string | null | undefined) ?? null;
    return new OwnedAnswers(owned, { provider, apiKey, callerId, model, previousId, hasOthers });
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
