import { GatewayError } from '../common/errors.js';
import type { CompletionRequest, EmbeddingRequest, ModelRequest } from '../port/canonical.js';
import type { Attempt, LlmProvider } from '../port/llm-provider.js';
import type { Operation } from './operations.js';
import type { NativeGenerateContent } from '../port/native-generate-content.js';
import type { NativeRequest } from '../port/native-messages.js';
import type { PreparedTarget } from './prepare-target.js';

/** Thrown by a provider that only notes what it would be asked. */
class Noted extends Error {
  constructor(readonly request: object) {
    super('noted');
  }
}

type Method = (request: ModelRequest, attempt: Attempt) => unknown;

const METHODS = ['complete', 'stream', 'completeText', 'streamText'] as const;
const NATIVE_APIS = ['messages', 'responses', 'generateContent'] as const;
/** Of an API of its own: what a model is asked for. */
const NATIVE_METHODS: ReadonlySet<PropertyKey> = new Set([
  'complete',
  'stream',
  'countTokens',
  'compact',
  'stored',
  'embed',
]);

/**
 * The body that a target would be sent, found by asking one that notes it and does nothing.
 * @throws GatewayError why it would not be asked.
 */
export async function sentRequest(
  operation: Operation<unknown>,
  { target, request }: Pick<PreparedTarget, 'target' | 'request'>,
  attempt: Attempt,
): Promise<object> {
  const { provider } = target;
  const method = operation.methodOf(noting(provider)) as Method | null;
  try {
    const asked = method?.(request, attempt);
    await (isStream(asked) ? asked[Symbol.asyncIterator]().next() : asked);
  } catch (error) {
    if (error instanceof Noted) return error.request;
    if (error instanceof GatewayError) throw error;
  }
  // It asks in some other way: this is what that begins with.
  return request;
}

function isStream(asked: unknown): asked is AsyncIterable<unknown> {
  return typeof asked === 'object' && asked !== null && Symbol.asyncIterator in asked;
}

/** The same provider, but for its calls. */
function noting(provider: LlmProvider): LlmProvider {
  const note = (request: ModelRequest) => {
    throw new Noted(inItsWords(provider, request));
  };
  const noteCount = (request: CompletionRequest) => {
    throw new Noted(provider.wireCount?.(request) ?? request);
  };
  const noteEmbed = (request: EmbeddingRequest) => {
    throw new Noted(provider.wireEmbed?.(request) ?? request);
  };
  const twin = Object.create(provider) as LlmProvider;
  const define = (name: string, value: unknown) => Object.defineProperty(twin, name, { value });
  for (const name of METHODS) if (provider[name]) define(name, note);
  if (provider.embed) define('embed', noteEmbed);
  if (provider.countTokens) define('countTokens', noteCount);
  for (const name of NATIVE_APIS) {
    const api = provider[name];
    if (api) define(name, new Proxy(api, { get: (own, key) => nativeMember(own, key) }));
  }
  return twin;
}

function nativeMember(api: object, key: PropertyKey): unknown {
  const member: unknown = Reflect.get(api, key);
  if (typeof member !== 'function') return member;
  if (!NATIVE_METHODS.has(key)) return member.bind(api) as unknown;
  return (...given: readonly unknown[]) => {
    const asked = given.find((argument) => typeof argument === 'object' && argument !== null);
    throw new Noted(nativeBody(api, key, asked ?? {}));
  };
}

/** Of a chat the API itself says what it sends, where that is more than the request. */
function nativeBody(
  api: Partial<Pick<NativeGenerateContent, 'wireRequest'>>,
  key: PropertyKey,
  asked: object,
) {
  if (!('body' in asked)) return asked;
  const isChat = key === 'complete' || key === 'stream';
  return (isChat && api.wireRequest?.(asked as NativeRequest)) || (asked.body as object);
}

function inItsWords(provider: LlmProvider, request: ModelRequest): object {
  return 'messages' in request ? (provider.wireRequest?.(request as CompletionRequest) ?? request) : request;
}
