import type { Agent, buildConnector, Dispatcher, Pool } from 'undici';
import { AnswerReceiver } from './answer-receiver.js';
import { connectToUpstream, readOut } from './connect-to-upstream.js';
import { createProxiedAgent, type Proxies } from './proxied-agent.js';
import { sentOnce, type SentOnce } from './sent-once.js';
import { createConnector, DirectAgent, DirectPool } from './undici-parts.js';
import { EVENT_STREAM, UpstreamAnswer, type UpstreamResponse } from './upstream-answer.js';
import { UpstreamExchange } from './upstream-exchange.js';

/** Limits of the transport to providers. Times in milliseconds. */
export interface UpstreamLimits {
  /** TCP and TLS handshake. */
  readonly connectTimeoutMs: number;
  /** From the request to the first byte of the answer's headers. */
  readonly firstByteTimeoutMs: number;
  /** Silence between two pieces of an answer. */
  readonly idleTimeoutMs: number;
  /** An answer, unpacked; a larger one fails as it crosses the limit. */
  readonly maxAnswerBytes: number;
  /** An answer that comes as a whole, unpacked. */
  readonly maxWholeAnswerBytes: number;
  /** Elements of arrays and members of objects in an answer that comes as a whole. */
  readonly maxAnswerValues: number;
}

/** Where reading a connection stops while the reader takes nothing; a single read brings up to 64 KiB in any case. */
const READ_AHEAD_BYTES = 16 * 1024;

/**
 * Older connections make room for new ones: undici has an object of some kilobytes for each that it ever had, and drops
 * those of this age alone, as the next request comes. What is under way on one goes on to its end.
 */
const MAX_CONNECTION_AGE_MS = 300_000;

/** By which way requests go out. */
export interface UpstreamWay extends Proxies {
  readonly usesHttp2: boolean;
}

const DIRECT_HTTP1: UpstreamWay = Object.freeze({
  usesHttp2: false,
  httpProxy: '',
  httpsProxy: '',
  noProxy: '',
});

/** What is sent, as `fetch` has it; a body is mostly JSON. */
export interface UpstreamRequestInit {
  /** Default: GET. */
  readonly method?: string;
  readonly headers?: Headers;
  readonly body?: string | Buffer;
  /** Its abort destroys the connection; its reason is what the request, or reading its answer, then fails with. */
  readonly signal?: AbortSignal | null;
}

/** Rejects with what the transport failed with; an answer of any status is none of its failures. */
export interface UpstreamFetch {
  (url: string, init?: UpstreamRequestInit): Promise<UpstreamResponse>;
  /** A POST whose answer is told by callbacks; a mock goes without. */
  readonly begin?: BeginRequest;
}

/** @param headers names in turn with their values. */
export type BeginRequest = (
  address: UpstreamAddress,
  headers: readonly string[],
  body: string | Buffer,
) => UpstreamExchange;

/** Where a request goes, taken apart. */
export interface UpstreamAddress {
  /** Scheme, host and port. */
  readonly origin: string;
  /** With its slash, and its query. */
  readonly path: string;
}

/** An address as a text, taken apart. */
export function toUpstreamAddress(url: string): UpstreamAddress {
  const { origin, pathname, search } = new URL(url);
  return { origin, path: pathname + search };
}

/** Connections to providers, which live as long as the process does. */
export interface UpstreamTransport {
  /** A way out with these limits, in place of those of all. */
  fetchWithin(limits?: Partial<UpstreamLimits>): UpstreamFetch;
  /** Ends idle connections and waits for running ones. */
  close(): Promise<void>;
}

/**
 * The one way out to providers: bounded in time and bytes, and never following a redirect, so that a key goes to
 * the configured host only. Each way has connections of its own.
 */
export function createUpstreamTransport(
  limits: UpstreamLimits,
  way: UpstreamWay = DIRECT_HTTP1,
): UpstreamTransport {
  const dispatchers: Dispatcher[] = [];
  return {
    fetchWithin(own = {}) {
      const all = { ...limits, ...own };
      const dispatcher = createDispatcher(all, way);
      dispatchers.push(dispatcher);
      return fetchThrough(dispatcher, all, way);
    },
    close: async () => {
      await Promise.all(dispatchers.map((dispatcher) => dispatcher.close()));
    },
  };
}

/** A proxy is for what is outside: a model server on this machine is reached directly. */
const ON_THIS_MACHINE = 'localhost,127.0.0.1,[::1]';

/**
 * HTTP/1.1 unless HTTP/2 is asked for: with one call a connection, a reset or a silence is the trouble of that call
 * alone. undici 8 would take HTTP/2 wherever it is offered.
 */
function createDispatcher(limits: UpstreamLimits, way: UpstreamWay): Dispatcher {
  const { usesHttp2, httpProxy, httpsProxy } = way;
  const connect = connectOptions(limits);
  const times = {
    headersTimeout: limits.firstByteTimeoutMs,
    bodyTimeout: limits.idleTimeoutMs,
    clientTtl: MAX_CONNECTION_AGE_MS,
  };
  const options = { ...times, allowH2: usesHttp2 };
  // over HTTP/2 a connection is written to beneath Node's streams
  if (httpProxy === '' && httpsProxy === '')
    return usesHttp2 ? new DirectAgent({ ...options, connect }) : createHttp1Agent(times, connect);
  return createProxiedAgent(
    {
      ...options,
      connect: usesHttp2 ? connect : createConnector({ ...connect, allowH2: false }),
      connectTimeout: limits.connectTimeoutMs,
      onConnections: usesHttp2 ? (plain) => plain : readOut,
    },
    { httpProxy, httpsProxy, noProxy: `${ON_THIS_MACHINE},${way.noProxy}` },
  );
}

/** Told of HTTP/1.1 by its pools alone: an agent that is told so joins, and hashes, the name of a pool for each request. */
function createHttp1Agent(options: Agent.Options, connect: buildConnector.BuildOptions): Dispatcher {
  return new DirectAgent({
    ...options,
    factory: (origin, own: Pool.Options) => new DirectPool(origin, { ...own, allowH2: false }),
    connect: connectToUpstream(connect),
  });
}

/** What undici hands on to Node's `connect`; its types leave the mark out. */
function connectOptions({ connectTimeoutMs }: UpstreamLimits): buildConnector.BuildOptions {
  const options = { timeout: connectTimeoutMs, highWaterMark: READ_AHEAD_BYTES };
  return options;
}

/** A copy: its owner may send another body with them. */
function withLength(headers: Headers, { byteLength }: SentOnce): Headers {
  const told = new Headers(headers);
  told.set('content-length', String(byteLength));
  return told;
}

/** undici takes iterables, which its types leave out. */
function sendable(body: SentOnce | string | Buffer | undefined): string | Buffer | null {
  return (body ?? null) as string | Buffer | null;
}

/** Straight to undici's dispatcher: its `fetch` costs six times the CPU, and 30 KiB more for each open answer. */
function fetchThrough(dispatcher: Dispatcher, limits: UpstreamLimits, way: UpstreamWay): UpstreamFetch {
  // what a provider refused over HTTP/2 without a look at it, undici sends again by itself, as long as it is there
  const largeOf = way.usesHttp2 ? () => null : sentOnce;
  const { firstByteTimeoutMs, maxAnswerBytes: maxBytes, maxAnswerValues: maxValues } = limits;
  const { maxWholeAnswerBytes: maxWholeBytes } = limits;
  const fetch = async (
    url: string,
    { method = 'GET', headers = new Headers(), body, signal = null }: UpstreamRequestInit = {},
  ) => {
    signal?.throwIfAborted();
    const receiver = new AnswerReceiver({ signal, firstByteTimeoutMs });
    const large = largeOf(body);
    const told = large ? withLength(headers, large) : headers;
    dispatcher.dispatch(
      { ...toUpstreamAddress(url), method, headers: told, body: sendable(large ?? body) },
      receiver,
    );
    const head = await receiver.head;
    const wantsEvents = headers.get('accept') === EVENT_STREAM;
    return new UpstreamAnswer(head, receiver, { maxBytes, maxWholeBytes, maxValues, wantsEvents, signal });
  };
  const terms = { firstByteTimeoutMs, maxBytes, maxWholeBytes, maxValues };
  const begin: BeginRequest = ({ origin, path }, headers, body) => {
    const exchange = new UpstreamExchange(terms);
    const large = largeOf(body);
    const told = large ? [...headers, 'content-length', String(large.byteLength)] : (headers as string[]);
    dispatcher.dispatch(
      { origin, path, method: 'POST', headers: told, body: sendable(large ?? body) },
      exchange,
    );
    return exchange;
  };
  return Object.assign(fetch, { begin });
}
