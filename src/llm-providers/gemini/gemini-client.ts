import type { Clock } from '../../common/clock.js';
import type { UpstreamFetch } from '../../common/http/upstream-fetch.js';
import type { ProviderSettings } from '../port/provider-definition.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import { postJson, readEvents, readJson, type ErrorReader } from '../upstream/upstream-http.js';
import { errorIn, fromGeminiError } from './gemini-errors.js';
import { bareModelName, type GeminiRequest } from './gemini-request.js';
import { gemini } from './gemini.definition.js';

export interface GeminiCallContext {
  /** Its abort destroys the connection; its reason is thrown. */
  readonly signal: AbortSignal;
  readonly requestId: string;
  readonly call: UpstreamCall;
}

/**
 * The two methods of Gemini's API that the gateway calls: all that a mock has to have. Answers come as parsed JSON,
 * unchecked. Both throw `GatewayError`s of the families `provider` and `model`, and the reason of an abort.
 */
export interface GeminiClient {
  generateContent(model: string, body: GeminiRequest, context: GeminiCallContext): Promise<unknown>;
  /** The chunks, as they come; leaving early cancels the call. */
  streamGenerateContent(
    model: string,
    body: GeminiRequest,
    context: GeminiCallContext,
  ): AsyncIterable<unknown>;
}

/** The client over HTTP. The key goes into a header only: an address ends up in logs. */
export function createGeminiClient(
  settings: ProviderSettings,
  fetch: UpstreamFetch,
  clock: Clock,
): GeminiClient {
  const post = (path: string, accept: string, body: GeminiRequest, context: GeminiCallContext) => {
    const url = `${(settings.baseUrl ?? gemini.baseUrl).replace(/\/+$/, '')}/models/${path}`;
    const { apiKey } = context.call;
    const key = apiKey && { 'x-goog-api-key': apiKey.value };
    const headers = { ...settings.headers, ...key, accept, 'x-request-id': context.requestId };
    const readError: ErrorReader = (status, answer, answerHeaders) =>
      fromGeminiError(
        { status, error: errorIn(answer), headers: answerHeaders, nowMs: clock.nowMs() },
        context.call,
      );
    return postJson(fetch, { url, headers, body, signal: context.signal }, context.call, readError);
  };
  return {
    async generateContent(model, body, context) {
      const path = `${encoded(model)}:generateContent`;
      const response = await post(path, 'application/json', body, context);
      return readJson(response, context.signal, context.call);
    },
    async *streamGenerateContent(model, body, context) {
      const path = `${encoded(model)}:streamGenerateContent?alt=sse`;
      yield* readChunks(await post(path, 'text/event-stream', body, context), context);
    },
  };
}

async function* readChunks(response: Response, { signal, call }: GeminiCallContext): AsyncGenerator {
  if (/^application\/json\b/i.test(response.headers.get('content-type') ?? '')) {
    // In place of a stream: an error, maybe in an array, or something that is none of ours.
    const error = errorIn(await readJson(response, signal, call));
    if (error !== null) throw fromGeminiError({ status: null, error }, call);
    throw invalidResponse('it did not answer with the stream it was asked for', call);
  }
  for await (const { data } of readEvents(response, signal, call)) yield parse(data, call);
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
