import type { OpenAI } from 'openai';
import type { UpstreamResponse } from '../../common/http/upstream-answer.js';
import type { BeginRequest, UpstreamFetch } from '../../common/http/upstream-fetch.js';
import { jsonToSend } from '../../common/json-pieces.js';
import { lazy } from '../../common/lazy.js';
import type { ProviderSettings } from '../../port/provider-definition.js';
import { upstreamHeaders } from '../upstream/upstream-headers.js';

/** The part of the official SDK that the gateway uses: all that a mock has to have. */
export interface ChatClient {
  readonly chat: { readonly completions: Pick<OpenAI.Chat.Completions, 'create'> };
  /** A mock may go without: then there are no text completions. */
  readonly completions?: Pick<OpenAI.Completions, 'create'>;
  /** A mock may go without: then there are no embeddings. */
  readonly embeddings?: Pick<OpenAI.Embeddings, 'create'>;
  /** A mock may go without: then there are no responses. */
  readonly responses?: Pick<OpenAI.Responses, 'create'>;
  /** A mock may go without: then there is no list of models. */
  readonly models?: Pick<OpenAI.Models, 'list'>;
  /**
   * Asks at a path of the API, and gives the answer as it came, of whatever status. A mock goes without: then the SDK's
   * `create` is asked, which makes the same request and takes a sixth of what a call costs the gateway.
   */
  readonly send?: SendRequest;
  /** Asks for a chat, and tells of its answer by callbacks. A mock goes without. */
  readonly begin?: BeginRequest;
  /** Where `begin` asks: the address of the API. */
  readonly baseUrl?: string;
}

/**
 * @param body `null` = a GET.
 * @throws what the transport failed with, or the reason of the signal.
 */
export type SendRequest = (body: object | null, call: SentCall) => Promise<UpstreamResponse>;

/** What goes with the body of a request. */
export interface SentCall {
  /** Behind the base URL, with its slash; left out, that of chat completions. */
  readonly path?: string;
  /** Left out: a POST, or without a body a GET. */
  readonly method?: string;
  readonly signal: AbortSignal;
  /** `undefined` = not sent. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** What a server of the operator's own is told of the call. `baggage` may hold anything, and is never sent on. */
const CONTEXT_HEADERS = ['traceparent', 'tracestate', 'x-request-timeout-ms'];

/** Of the headers that the SDK makes, those that are needed. */
const PASSED_HEADERS = new Set([
  'accept',
  'authorization',
  'content-type',
  'x-request-id',
  // of Anthropic's API, at servers that have that, too
  'x-api-key',
  'anthropic-version',
  'anthropic-beta',
  ...CONTEXT_HEADERS,
]);

/** The longest that a timer takes; the gateway's own deadlines end a call long before. */
const MAX_TIMEOUT_MS = 2_147_483_647;

/**
 * The official SDK, and `send` past it. The SDK takes a tenth of the start-up and of the memory at rest, so it is made
 * when somebody uses it.
 */
export function createOpenAiSdkClient(settings: ProviderSettings, fetch: UpstreamFetch): ChatClient {
  const sdk = lazy(() => createSdk(settings, fetch));
  return {
    get chat() {
      return sdk().chat;
    },
    get models() {
      return sdk().models;
    },
    send: sendThrough(fetch, settings),
    ...(fetch.begin && settings.baseUrl !== null && { begin: fetch.begin, baseUrl: settings.baseUrl }),
  };
}

/**
 * With all that the gateway owns itself switched off: retries, timeouts, logging, and the variables that the SDK would
 * read from the environment on its own.
 */
function createSdk(settings: ProviderSettings, fetch: UpstreamFetch): OpenAI {
  const sdk = require('openai') as typeof import('openai');
  return new sdk.OpenAI({
    // The SDK does not start without one; each call brings its own.
    apiKey: 'none',
    baseURL: settings.baseUrl,
    fetch: withHeadersOfOurs(fetch, settings),
    maxRetries: 0,
    timeout: MAX_TIMEOUT_MS,
    logLevel: 'off',
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
  });
}

function sendThrough(fetch: UpstreamFetch, { headers: fixed, baseUrl }: ProviderSettings): SendRequest {
  // The SDK would take OpenAI's.
  if (baseUrl === null) throw new Error('A provider of this wire has to have an address');
  const base = baseUrl.replace(/\/$/, '');
  return async (body, { path = '/chat/completions', method, signal, headers }) => {
    const passed = Object.entries(headers).filter(([name]) => PASSED_HEADERS.has(name));
    const ours = { ...Object.fromEntries(passed), 'user-agent': 'tollgate' };
    if (body === null) {
      const init = { headers: upstreamHeaders(fixed, ours), signal, ...(method !== undefined && { method }) };
      return fetch(`${base}${path}`, init);
    }
    return fetch(`${base}${path}`, {
      method: 'POST',
      headers: upstreamHeaders(fixed, { ...ours, 'content-type': 'application/json' }),
      body: await jsonToSend(body),
      signal,
    });
  };
}

/**
 * Says last what a provider is told: the SDK adds headers about this machine, and by itself reads
 * OPENAI_CUSTOM_HEADERS, which could even name another key.
 */
function withHeadersOfOurs(
  fetch: UpstreamFetch,
  { headers: fixed }: ProviderSettings,
): typeof globalThis.fetch {
  return async (url, { method = 'GET', headers: made, body, signal } = {}) => {
    const passed = [...new Headers(made)].filter(([name]) => PASSED_HEADERS.has(name));
    const ours = { ...Object.fromEntries(passed), 'user-agent': 'tollgate' };
    const headers = upstreamHeaders(fixed, ours);
    const init = { method, headers, signal: signal ?? null, ...(typeof body === 'string' && { body }) };
    // The SDK writes its addresses as texts.
    return asSdkResponse(await sent(fetch(url as string, init), signal));
  };
}

/** The SDK asks a response for its status, its headers and its text; a stream's reader gets it as it is. */
function asSdkResponse(response: UpstreamResponse): Response {
  return (response.ok ? response : withWholeBody(response)) as unknown as Response;
}

/** The SDK keeps of the body of a failure only what stands under `error`: the whole text is put there. */
function withWholeBody(response: UpstreamResponse): Partial<Response> {
  const { status, headers } = response;
  return {
    ok: false,
    status,
    headers,
    text: async () => {
      const body = await response.text();
      return body === '' ? '' : JSON.stringify({ error: body });
    },
  };
}

/**
 * A failure whose cause the SDK cannot see: by the words in it, it takes a time-out of any kind for one of its own,
 * and drops the error that tells them apart.
 */
async function sent(
  answer: Promise<UpstreamResponse>,
  signal: AbortSignal | null | undefined,
): Promise<UpstreamResponse> {
  try {
    return await answer;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw outOfSight(error);
  }
}

function outOfSight(error: unknown): Error {
  return new Error('the request failed', { cause: new Error('below it', { cause: error }) });
}

/** The answer as the transport gave it to the SDK; `null` where a mock stands in for the client. */
export async function responseBelow(pending: object): Promise<UpstreamResponse | null> {
  const { asResponse } = pending as { asResponse?: () => Promise<unknown> };
  if (typeof asResponse !== 'function') return null;
  return (await asResponse.call(pending)) as UpstreamResponse;
}
