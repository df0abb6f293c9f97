import { Agent, fetch as undiciFetch, type buildConnector } from 'undici';
import { boundedBody } from './bounded-body.js';

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
}

/** Where reading a connection stops while nobody takes what came; a single read brings up to 64 KiB in any case. */
const READ_AHEAD_BYTES = 16 * 1024;

export type UpstreamFetch = typeof globalThis.fetch;

export interface UpstreamTransport {
  readonly fetch: UpstreamFetch;
  /** Ends idle connections and waits for running ones. */
  close(): Promise<void>;
}

/**
 * The one way out to providers: bounded in time and bytes, and never following a redirect, so that a key goes to
 * the configured host only. The fetch and its dispatcher are of the same undici: Node's own fetch refuses a newer one.
 */
export function createUpstreamTransport(limits: UpstreamLimits): UpstreamTransport {
  const dispatcher = new Agent({
    connect: connectOptions(limits),
    headersTimeout: limits.firstByteTimeoutMs,
    bodyTimeout: limits.idleTimeoutMs,
  });
  const send = async (url: Parameters<UpstreamFetch>[0], init: RequestInit = {}): Promise<Response> => {
    const options = { ...init, redirect: 'manual', dispatcher };
    // undici's types and the DOM's describe the same objects but do not know each other.
    const response = (await undiciFetch(
      url as Parameters<typeof undiciFetch>[0],
      options as unknown as Parameters<typeof undiciFetch>[1],
    )) as unknown as Response;
    return boundedBody(response, limits.maxAnswerBytes, init.signal);
  };
  return { fetch: send, close: () => dispatcher.close() };
}

/** What undici hands on to Node's `connect`; its types leave the mark out. */
function connectOptions({ connectTimeoutMs }: UpstreamLimits): buildConnector.BuildOptions {
  const options = { timeout: connectTimeoutMs, highWaterMark: READ_AHEAD_BYTES };
  return options;
}
