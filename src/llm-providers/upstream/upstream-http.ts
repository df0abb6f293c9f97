import type { UpstreamResponse } from '../../common/http/upstream-answer.js';
import type { UpstreamFetch } from '../../common/http/upstream-fetch.js';
import { GatewayError } from '../../common/errors.js';
import { jsonToSend } from '../../common/json-pieces.js';
import { searchRequest } from './search-request.js';
import {
  fromTransportFailure,
  invalidResponse,
  providerError,
  type UpstreamCall,
} from './upstream-failure.js';
import { upstreamHeaders } from './upstream-headers.js';

const OUR_NAME = Object.freeze({ 'user-agent': 'tollgate' });

/** One request to a provider whose wire is not OpenAI's. */
export interface UpstreamRequest {
  readonly url: string;
  /** All headers but the content type; the key goes here. */
  readonly headers: Headers;
  readonly body: object;
  readonly signal: AbortSignal;
}

/** Turns a status that is no success, and the JSON that came with it, else its text, into an error. */
export type ErrorReader = (status: number, body: unknown, headers: Headers) => GatewayError;

/**
 * Sends JSON; a good response comes back unread.
 * @throws GatewayError of the families `provider`, `model` and `client`.
 */
export async function postJson(
  fetch: UpstreamFetch,
  { url, headers, body, signal }: UpstreamRequest,
  call: UpstreamCall,
  readError: ErrorReader,
): Promise<UpstreamResponse> {
  const response = await guarded(signal, call, async () =>
    fetch(url, {
      method: 'POST',
      headers: upstreamHeaders(headers, { ...OUR_NAME, 'content-type': 'application/json' }),
      body: await jsonToSend(body),
      signal,
    }),
  );
  return requireGood(response, signal, call, readError);
}

/**
 * The JSON at an address.
 * @throws GatewayError of the families `provider`, `model` and `client`.
 */
export async function getJson(
  fetch: UpstreamFetch,
  { url, headers, signal }: Omit<UpstreamRequest, 'body'>,
  call: UpstreamCall,
  readError: ErrorReader,
): Promise<unknown> {
  const response = await guarded(signal, call, () =>
    fetch(url, { headers: upstreamHeaders(headers, OUR_NAME), signal }),
  );
  return readJson(await requireGood(response, signal, call, readError), signal, call);
}

async function requireGood(
  response: UpstreamResponse,
  signal: AbortSignal,
  call: UpstreamCall,
  readError: ErrorReader,
): Promise<UpstreamResponse> {
  if (response.ok) return response;
  const text = await guarded(signal, call, () => response.text());
  const body = parsedOrText(text);
  await searchRequest(body, call);
  throw readError(response.status, body, response.headers);
}

/** The JSON of a whole answer. */
export async function readJson(
  response: UpstreamResponse,
  signal: AbortSignal,
  call: UpstreamCall,
): Promise<unknown> {
  const text = await guarded(signal, call, () => response.text());
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw invalidResponse('its answer is not readable JSON', call, error);
  }
}

/** @throws GatewayError for whatever the transport threw; the reason of the signal where that was aborted. */
export async function guarded<T>(
  signal: AbortSignal,
  call: UpstreamCall,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw fromTransport(error, call);
  }
}

/** Whatever the transport threw. */
export function fromTransport(error: unknown, call: UpstreamCall): GatewayError {
  if (error instanceof GatewayError) return error; // of a meter, which has no room for more of it
  const failure = fromTransportFailure(error, call);
  return failure ?? providerError('provider.unreachable', 'the connection failed', call, { cause: error });
}

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
