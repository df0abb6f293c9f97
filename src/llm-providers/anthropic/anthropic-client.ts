import type { CompletionRequest } from '../../port/canonical.js';
import type { Clock } from '../../common/clock.js';
import type { UpstreamFetch } from '../../common/http/upstream-fetch.js';
import type { ProviderSettings } from '../../port/provider-definition.js';
import { openEvents, readAnswerBody } from '../upstream/answer-body.js';
import { AnswerProgress } from '../upstream/answer-progress.js';
import type { StreamTerms } from '../upstream/event-reader.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { upstreamHeaders } from '../upstream/upstream-headers.js';
import { getJson, postJson, type ErrorReader } from '../upstream/upstream-http.js';
import type { WireEvent } from '../upstream/wire-event.js';
import { anthropic } from './anthropic.definition.js';
import { readErrorStatus } from './anthropic-errors.js';
import { modelPageQuery } from './anthropic-models.js';
import type { AnthropicRequest } from './to-anthropic-request.js';

/** What the client needs of an attempt besides the request. */
export interface AnthropicCallContext {
  /** Aborting it destroys the connection; its reason is what the call then throws. */
  readonly signal: AbortSignal;
  readonly requestId: string;
  /** Of this call alone, such as those of a trace. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly call: UpstreamCall<CompletionRequest>;
  /** Of a whole answer: told how many bytes of memory it holds so far; what it throws ends the reading. */
  readonly meterAnswer?: ((bytes: number) => void) | undefined;
  /** Of a whole answer: told its JSON as it came. */
  readonly noteText?: ((text: string) => void) | undefined;
  /** Of a stream: kept up to date by the reader of its events. */
  readonly progress?: AnswerProgress;
}

/** What the gateway uses of Anthropic's API: all that a mock has to have. All throw `GatewayError`s. */
export interface AnthropicClient {
  /** The whole answer, as it came: JSON, or its events where it came as a stream. */
  createMessage(body: AnthropicRequest, context: AnthropicCallContext): Promise<unknown>;
  /** The events as they come, errors among them; the end of the iteration is the end of the connection. */
  streamMessage(body: AnthropicRequest, context: AnthropicCallContext): AsyncIterable<WireEvent>;
  /** Tokens of a request, as they are counted there. A mock may go without. */
  countTokens?(body: AnthropicRequest, context: AnthropicCallContext): Promise<unknown>;
  /** A page of the list of models, the first one for `null`. A mock may go without: then there is no list. */
  listModels?(afterId: string | null, context: AnthropicCallContext): Promise<unknown>;
}

/** Source: platform.claude.com/docs, Streaming messages, read 2026-11-23. */
const EVENT_NAMES: ReadonlySet<string> = new Set([
  'message_start',
  'message_delta',
  'message_stop',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
]);

/**
 * The last version that takes sampling parameters: platform.claude.com/docs, api/migration-2026-10-21, read 2026-11-23.
 */
export const API_VERSION = '2023-06-01';

/**
 * A client of the Messages API that sends the key of each attempt in `x-api-key`, and reads failures into
 * `GatewayError`s.
 */
export function createAnthropicClient(
  settings: ProviderSettings,
  fetch: UpstreamFetch,
  clock: Clock,
): AnthropicClient {
  const base = `${(settings.baseUrl ?? anthropic.baseUrl).replace(/\/+$/, '')}/v1`;
  const api: MessagesApi = { base, settings, fetch, clock };
  return {
    async createMessage(body, context) {
      const response = await post(api, { body, accept: 'application/json' }, context);
      return readAnswerBody(response, termsOf(context, clock));
    },
    async *streamMessage(body, context) {
      const asked = { body: { ...body, stream: true }, accept: 'text/event-stream' };
      const response = await post(api, asked, context);
      yield* await openEvents(response, termsOf(context, clock));
    },
    async countTokens(body, context) {
      const asked = { path: '/messages/count_tokens', body, accept: 'application/json' };
      const response = await post(api, asked, context);
      return readAnswerBody(response, termsOf(context, clock));
    },
    listModels: (afterId, context) => listModels(api, afterId, context),
  };
}

/** Where the API is, and by what it is reached. */
interface MessagesApi {
  readonly base: string;
  readonly settings: ProviderSettings;
  readonly fetch: UpstreamFetch;
  readonly clock: Clock;
}

interface Asked {
  readonly path?: string;
  readonly body: object;
  readonly accept: string;
}

function post(api: MessagesApi, { path = '/messages', body, accept }: Asked, context: AnthropicCallContext) {
  const { signal, call } = context;
  const request = { url: api.base + path, headers: headersOf(api, context, accept), body, signal };
  return postJson(api.fetch, request, call, errorReader(api, context));
}

function listModels(
  api: MessagesApi,
  afterId: string | null,
  context: AnthropicCallContext,
): Promise<unknown> {
  const { signal, call } = context;
  const url = `${api.base}/models?${modelPageQuery(afterId)}`;
  const request = { url, headers: headersOf(api, context, 'application/json'), signal };
  const readError = errorReader(api, context);
  // The request names no model, so none is missing: it is the address that is not there.
  return getJson(api.fetch, request, call, (status, body, headers) =>
    readError(status, status === 404 ? null : body, headers),
  );
}

function headersOf({ settings }: MessagesApi, context: AnthropicCallContext, accept: string) {
  return upstreamHeaders(settings.headers, {
    ...context.headers,
    accept,
    // Of a caller who speaks this API, the version that it was written for.
    'anthropic-version': context.headers?.['anthropic-version'] ?? API_VERSION,
    'x-request-id': context.requestId,
    'x-api-key': context.call.apiKey?.value,
  });
}

/** `Retry-After` may be a date: it counts from the moment that the answer is read. */
function errorReader({ clock }: MessagesApi, { call }: AnthropicCallContext): ErrorReader {
  return (status, answer, headers) =>
    readErrorStatus(status, answer, headers, { ...call, nowMs: clock.nowMs() });
}

/** How an answer of this wire is read. */
export function termsOf(context: AnthropicCallContext, clock: Clock): StreamTerms {
  const { signal, call, meterAnswer, noteText, progress = new AnswerProgress() } = context;
  return { signal, call, clock, meterAnswer, noteText, progress, eventNames: EVENT_NAMES };
}
