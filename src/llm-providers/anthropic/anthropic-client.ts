import type { EventSourceMessage } from 'eventsource-parser';
import type { Clock } from '../../common/clock.js';
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
import { anthropic } from './anthropic.definition.js';
import { readErrorStatus } from './anthropic-errors.js';
import { modelPageQuery } from './anthropic-models.js';
import type { AnthropicRequest } from './to-anthropic-request.js';

export interface AnthropicCallContext {
  /** Aborting it destroys the connection; its reason is what the call then throws. */
  readonly signal: AbortSignal;
  readonly requestId: string;
  /** Of this call alone, such as those of a trace. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly call: UpstreamCall;
  /** Of a stream: kept up to date by whoever reads its events. */
  readonly progress?: AnswerProgress;
}

/** An event of a stream: its name, and its data as JSON. */
export interface AnthropicEvent {
  readonly event: string | undefined;
  readonly data: unknown;
}

/** What the gateway uses of Anthropic's API: all that a mock has to have. All throw `GatewayError`s. */
export interface AnthropicClient {
  /** The whole answer, as it came. */
  createMessage(body: AnthropicRequest, context: AnthropicCallContext): Promise<unknown>;
  /** The events as they come, errors among them; the end of the iteration is the end of the connection. */
  streamMessage(body: AnthropicRequest, context: AnthropicCallContext): AsyncIterable<AnthropicEvent>;
  /** A page of the list of models, the first one for `null`. A mock may go without: then there is no list. */
  listModels?(afterId: string | null, context: AnthropicCallContext): Promise<unknown>;
}

/** The last version that takes sampling parameters: platform.claude.com/docs, api/migration-2026-10-21, read 2026-11-23. */
const API_VERSION = '2023-06-01';

export function createAnthropicClient(
  settings: ProviderSettings,
  fetch: UpstreamFetch,
  clock: Clock,
): AnthropicClient {
  const base = `${(settings.baseUrl ?? anthropic.baseUrl).replace(/\/+$/, '')}/v1`;

  function headersOf({ requestId, headers, call: { apiKey } }: AnthropicCallContext, accept: string) {
    return upstreamHeaders(settings.headers, {
      ...headers,
      accept,
      'anthropic-version': API_VERSION,
      'x-request-id': requestId,
      'x-api-key': apiKey?.value,
    });
  }

  // `Retry-After` may be a date: it counts from the moment that the answer is read.
  function errorReader({ call }: AnthropicCallContext): ErrorReader {
    return (status, answer, headers) =>
      readErrorStatus(status, answer, headers, { ...call, nowMs: clock.nowMs() });
  }

  function post(body: object, accept: string, context: AnthropicCallContext) {
    const request = { url: `${base}/messages`, headers: headersOf(context, accept), body };
    return postJson(fetch, { ...request, signal: context.signal }, context.call, errorReader(context));
  }

  return {
    async createMessage(body, context) {
      const response = await post(body, 'application/json', context);
      return readJson(response, context.signal, context.call);
    },
    async *streamMessage(body, context) {
      const { progress = { isOver: false } } = context;
      const response = await post({ ...body, stream: true }, 'text/event-stream', context);
      requireEventStream(response, context.call);
      const readEvent = ({ event, data }: EventSourceMessage) => ({
        value: { event, data: parse(data, context.call) },
      });
      yield* new EventReader<AnthropicEvent>(response, { ...context, progress, clock }, readEvent);
    },
    listModels(afterId, context) {
      const { signal, call } = context;
      const url = `${base}/models?${modelPageQuery(afterId)}`;
      const request = { url, headers: headersOf(context, 'application/json'), signal };
      const readError = errorReader(context);
      // Nobody asked for a model, so none is missing: it is the address that is not there.
      return getJson(fetch, request, call, (status, body, headers) =>
        readError(status, status === 404 ? null : body, headers),
      );
    },
  };
}

function parse(data: string, call: UpstreamCall): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch (error) {
    throw invalidResponse('its stream is not readable', call, error);
  }
}
