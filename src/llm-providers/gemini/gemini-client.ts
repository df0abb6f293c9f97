import type { Clock } from '../../common/clock.js';
import type { UpstreamResponse } from '../../common/http/upstream-answer.js';
import type { UpstreamFetch } from '../../common/http/upstream-fetch.js';
import type { ProviderSettings } from '../../port/provider-definition.js';
import { EventReader, type AnswerProgress } from '../upstream/event-reader.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import { upstreamHeaders } from '../upstream/upstream-headers.js';
import {
  getJson,
  postJson,
  readJson,
  requireEventStream,
  type ErrorReader,
} from '../upstream/upstream-http.js';
import { errorIn, fromGeminiError } from './gemini-errors.js';
import { modelPageQuery } from './gemini-models.js';
import { bareModelName, type GeminiRequest } from './gemini-request.js';
import { gemini } from './gemini.definition.js';

export interface GeminiCallContext {
  /** Its abort destroys the connection; its reason is thrown. */
  readonly signal: AbortSignal;
  readonly requestId: string;
  /** Of this call alone, such as those of a trace. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly call: UpstreamCall;
  /** Of a stream: kept up to date by whoever reads its chunks. */
  readonly progress?: AnswerProgress;
}

/**
 * The methods of Gemini's API that the gateway calls: all that a mock has to have. Answers come as parsed JSON,
 * unchecked. They throw `GatewayError`s of the families `provider` and `model`, and the reason of an abort.
 */
export interface GeminiClient {
  generateContent(model: string, body: GeminiRequest, context: GeminiCallContext): Promise<unknown>;
  /** The chunks, as they come; leaving early cancels the call. */
  streamGenerateContent(
    model: string,
    body: GeminiRequest,
    context: GeminiCallContext,
  ): AsyncIterable<unknown>;
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
      fromGeminiError({ status, error: errorIn(answer), headers, nowMs: clock.nowMs() }, call);
  const post = (path: string, accept: string, body: GeminiRequest, context: GeminiCallContext) => {
    const request = { url: `${models}/${path}`, headers: headersOf(context, accept), body };
    return postJson(fetch, { ...request, signal: context.signal }, context.call, errorReader(context));
  };
  return {
    async generateContent(model, body, context) {
      const path = `${encoded(model)}:generateContent`;
      const response = await post(path, 'application/json', body, context);
      return readJson(response, context.signal, context.call);
    },
    async *streamGenerateContent(model, body, context) {
      const path = `${encoded(model)}:streamGenerateContent?alt=sse`;
      yield* await openChunks(await post(path, 'text/event-stream', body, context), { ...context, clock });
    },
    listModels(pageToken, context) {
      const { signal, call } = context;
      const url = `${models}?${modelPageQuery(pageToken)}`;
      const request = { url, headers: headersOf(context, 'application/json'), signal };
      const readError = errorReader(context);
      // Nobody asked for a model, so none is missing: it is the address that is not there.
      return getJson(fetch, request, call, (status, body, headers) =>
        readError(status, status === 404 ? null : body, headers),
      );
    },
  };
}

async function openChunks(
  response: UpstreamResponse,
  { signal, call, clock, progress = { isOver: false } }: GeminiCallContext & { readonly clock: Clock },
): Promise<AsyncIterable<unknown>> {
  if (/^application\/json\b/i.test(response.headers.get('content-type') ?? '')) {
    // In place of a stream: an error, maybe in an array, or something that is none of ours.
    const error = errorIn(await readJson(response, signal, call));
    if (error !== null) throw fromGeminiError({ status: null, error }, call);
    throw invalidResponse('it did not answer with the stream it was asked for', call);
  }
  requireEventStream(response, call);
  const terms = { signal, call, clock, progress };
  return new EventReader(response, terms, ({ data }) => ({ value: parse(data, call) }));
}

function parse(data: string, call: UpstreamCall): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch (error) {
    throw invalidResponse('its stream is not readable', call, error);
  }
}

function encoded(model: string): string {
  return encodeURIComponent(bareModelName(model));
}
