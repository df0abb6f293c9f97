import { GatewayError } from '../common/errors.js';
import type {
  Completion,
  CompletionRequest,
  Embeddings,
  EmbeddingRequest,
  ModelRequest,
  StreamPart,
  TextCompletionRequest,
} from '../port/canonical.js';
import type { Attempt, LlmProvider } from '../port/llm-provider.js';
import type { CompletionWarning } from './completion-warning.js';

/** What is asked of a model, as OpenTelemetry's conventions name it (`gen_ai.operation.name`). */
export type OperationName =
  'chat' | 'embeddings' | 'text_completion' | 'count_tokens' | 'compaction' | 'stored_response';

/** One of the things that a provider may offer. */
export interface Operation<Method> {
  readonly name: OperationName;
  /** How it is asked of this provider; `null` = the provider does not offer it. */
  readonly methodOf: (provider: LlmProvider) => Method | null;
  /** Nothing is sent for it: the gateway answers by itself. */
  readonly asksNobody?: boolean;
  /** Told where it is not offered, behind the provider's name. */
  readonly refusal: string;
  /**
   * Of the target that was asked last: what rules did, and what it could not be told. Left out = what rules did is all.
   */
  readonly warningsBehind?: (ofRules: readonly CompletionWarning[]) => readonly CompletionWarning[];
}

/** What the bill and the report of a call read of a whole answer. */
export type SeenWhole = Pick<Completion, 'model' | 'usage' | 'choices'> & { readonly id?: string };

/** An operation whose answer comes as a whole. */
export interface WholeOperation<Request extends ModelRequest, Answer> extends Operation<
  (request: Request, attempt: Attempt) => Promise<Answer>
> {
  readonly toSeen: (answer: Answer) => SeenWhole;
}

/** An operation whose answer comes in parts. */
export type StreamOperation<Request extends ModelRequest> = Operation<
  (request: Request, attempt: Attempt) => AsyncIterable<StreamPart>
>;

const CHAT = { name: 'chat', refusal: 'has no chat completions' } as const;
const TEXT = {
  name: 'text_completion',
  refusal: 'has no text completions; use /v1/chat/completions',
} as const;

export const CHAT_COMPLETION = Object.freeze<WholeOperation<CompletionRequest, Completion>>({
  ...CHAT,
  methodOf: (provider) => provider.complete.bind(provider),
  toSeen: (answer) => answer,
});

export const CHAT_STREAM = Object.freeze<StreamOperation<CompletionRequest>>({
  ...CHAT,
  methodOf: (provider) => provider.stream.bind(provider),
});

export const TEXT_COMPLETION = Object.freeze<WholeOperation<TextCompletionRequest, Completion>>({
  ...TEXT,
  methodOf: (provider) => provider.completeText?.bind(provider) ?? null,
  toSeen: (answer) => answer,
});

export const TEXT_STREAM = Object.freeze<StreamOperation<TextCompletionRequest>>({
  ...TEXT,
  methodOf: (provider) => provider.streamText?.bind(provider) ?? null,
});

/** Vectors are no text, and no provider counts them: all tokens are those of the request. */
export const EMBEDDING = Object.freeze<WholeOperation<EmbeddingRequest, Embeddings>>({
  name: 'embeddings',
  refusal: 'has no embeddings; name a model of a provider that has them',
  methodOf: (provider) => provider.embed?.bind(provider) ?? null,
  toSeen: ({ model, usage }) => ({
    model,
    choices: [],
    ...(usage && { usage: { ...usage, completion_tokens: 0 } }),
  }),
});

/** A count of tokens where the provider has none. */
export const ESTIMATE = Object.freeze<WholeOperation<ModelRequest, null>>({
  name: 'count_tokens',
  asksNobody: true,
  methodOf: () => () => Promise.resolve(null),
  refusal: 'counts no tokens',
  toSeen: () => ({ model: '', choices: [] }),
});

/**
 * How the operation is asked of the provider.
 * @throws GatewayError `request.invalid` where the provider does not offer it; a route goes on to its next target.
 */
export function requireMethod<Method>(operation: Operation<Method>, provider: LlmProvider): Method {
  const method = operation.methodOf(provider);
  if (method !== null) return method;
  const message = `${provider.definition.displayName} ${operation.refusal}.`;
  throw new GatewayError('request.invalid', message, {
    param: 'model',
    fault: 'wrong_value',
    mayWorkElsewhere: true,
  });
}
