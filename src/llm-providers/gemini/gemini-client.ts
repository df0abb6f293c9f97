import type { Clock } from '../../common/clock.js';
import type { UpstreamFetch } from '../../common/http/upstream-fetch.js';
import type { ProviderSettings } from '../../port/provider-definition.js';
import { openEvents, readAnswerBody } from '../upstream/answer-body.js';
import { AnswerProgress } from '../upstream/answer-progress.js';
import type { StreamTerms } from '../upstream/event-reader.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { upstreamHeaders } from '../upstream/upstream-headers.js';
import { getJson, postJson, type ErrorReader } from '../upstream/upstream-http.js';
import type { Fields } from '../upstream/wire-fields.js';
import { fromGeminiError } from './gemini-errors.js';
import { modelPageQuery } from './gemini-models.js';
import { bareModelName } from './gemini-model-name.js';
import type { GeminiEmbeddingRequest } from './gemini-embeddings.js';
import type { GeminiRequest } from './gemini-request.js';
import { gemini } from './gemini.definition.js';

/** What the client needs of an attempt besides the request. */
export interface GeminiCallContext {
  /** Its abort destroys the connection; its reason is thrown. */
  readonly signal: AbortSignal;
  readonly requestId: string;
  /** Of this call alone, such as those of a trace. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly call: UpstreamCall;
  /** Of a whole answer: told how many bytes of memory it holds so far; what it throws ends the reading. */
  readonly meterAnswer?: ((bytes: number) => void) | undefined;
  /** Of a stream: kept up to date by the reader of its chunks. */
  readonly progress?: AnswerProgress;
  /** Told the JSON of a whole answer, or of the chunk that comes next, as it came. */
  readonly noteText?: ((text: string) => void) | undefined;
}

/** A request in the gateway's words, or in a caller's. */
type GeminiBody = GeminiRequest | Fields;

/**
 * The methods of Gemini's API that the gateway calls: all that a mock has to have. Answers come as parsed JSON,
 * unchecked; a whole one that came as a stream, as its events. They throw `GatewayError`s of the families `provider`
 * and `model`, and the reason of an abort.
 */
export interface GeminiClient {
  generateContent(model: string, body: GeminiBody, context: GeminiCallContext): Promise<unknown>;
  /** The chunks, as they come; leaving early cancels the call. */
  streamGenerateContent(model: string, body: GeminiBody, context: GeminiCallContext): AsyncIterable<unknown>;
  /** A mock may go without: then there are no embeddings. */
  batchEmbedContents?(
    model: string,
    body: GeminiEmbeddingRequest | Fields,
    context: GeminiCallContext,
  ): Promise<unknown>;
  /** As callers of Gemini's API ask for one vector. A mock may go without. */
  embedContent?(model: string, body: Fields, context: GeminiCallContext): Promise<unknown>;
  /** Tokens of a request, as they are counted there. A mock may go without. */
  countTokens?(model: string, body: Fields, context: GeminiCallContext): Promise<unknown>;
  /** A page of the list of models, the first one for `null`. A mock may go without: then there is no list. */
  listModels?(pageToken: string | null, context: GeminiCallContext): Promise<unknown>;
}

/** The client over HTTP. The key goes into a header only: an address ends up in logs. */
export function createGeminiClient(
  settings: ProviderSettings,
  fetch: UpstreamFetch,
  clock: Clock,
): GeminiClient {
  const models = `${(settings.baseUrl ?? gemini.baseUrl).replace(/\/+$/, '')}/models`;
  const headersOf = ({ call: { apiKey }, requestId, headers }: GeminiCallContext, accept: string) => {
    const key = { 'x-goog-api-key': apiKey?.value };
    return upstreamHeaders(settings.headers, { ...headers, ...key, accept, 'x-request-id': requestId });
  };
  const errorReader =
    ({ call }: GeminiCallContext): ErrorReader =>
    (status, answer, headers) =>
      fromGeminiError({ status, error: answer, headers, nowMs: clock.nowMs() }, call);
  const termsOf = (context: GeminiCallContext): StreamTerms => {
    const { signal, call, meterAnswer, noteText, progress = new AnswerProgress() } = context;
    return { signal, call, clock, meterAnswer, noteText, progress };
  };
  const post = (path: string, accept: string, body: object, context: GeminiCallContext) => {
    const request = { url: `${models}/${path}`, headers: headersOf(context, accept), body };
    return postJson(fetch, { ...request, signal: context.signal }, context.call, errorReader(context));
  };
  const whole = (method: string) => async (model: string, body: object, context: GeminiCallContext) => {
    const response = await post(`${encoded(model)}:${method}`, 'application/json', body, context);
    return readAnswerBody(response, termsOf(context));
  };
  return {
    generateContent: whole('generateContent'),
    async *streamGenerateContent(model, body, context) {
      const path = `${encoded(model)}:streamGenerateContent?alt=sse`;
      const response = await post(path, 'text/event-stream', body, context);
      for await (const { data, text = '' } of await openEvents(response, termsOf(context))) {
        context.noteText?.(text);
        yield data;
      }
    },
    batchEmbedContents: whole('batchEmbedContents'),
    embedContent: whole('embedContent'),
    countTokens: whole('countTokens'),
    listModels(pageToken, context) {
      const { signal, call } = context;
      const url = `${models}?${modelPageQuery(pageToken)}`;
      const request = { url, headers: headersOf(context, 'application/json'), signal };
      const readError = errorReader(context);
      // The request names no model, so none is missing: it is the address that is not there.
      return getJson(fetch, request, call, (status, body, headers) =>
        readError(status, status === 404 ? null : body, headers),
      );
    },
  };
}

function encoded(model: string): string {
  return encodeURIComponent(bareModelName(model));
}
