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
  /** A way out with these limits, in place of those of all. */
  fetchWithin(limits?: Partial<UpstreamLimits>): UpstreamFetch;
  /** Ends idle connections and waits for running ones. */
  close(): Promise<void>;
}

/**
 * The one way out to providers: bounded in time and bytes, and never following a redirect, so that a key goes to
 * the configured host only. Each way has connections of its own.
 */
export function createUpstreamTransport(limits: UpstreamLimits): UpstreamTransport {
  const dispatchers: Agent[] = [];
  return {
    fetchWithin(own = {}) {
      const all = { ...limits, ...own };
      const dispatcher = new Agent({
        connect: connectOptions(all),
        headersTimeout: all.firstByteTimeoutMs,
        bodyTimeout: all.idleTimeoutMs,
      });
      dispatchers.push(dispatcher);
      return fetchThrough(dispatcher, all.maxAnswerBytes);
    },
    close: async () => {
      await Promise.all(dispatchers.map((dispatcher) => dispatcher.close()));
    },
  };
}

/** What undici hands on to Node's `connect`; its types leave the mark out. */
function connectOptions({ connectTimeoutMs }: UpstreamLimits): buildConnector.BuildOptions {
  const options = { timeout: connectTimeoutMs, highWaterMark: READ_AHEAD_BYTES };
  return options;
}

/** The fetch and its dispatcher are of the same undici: Node's own fetch refuses a newer one. */
function fetchThrough(dispatcher: Agent, maxAnswerBytes: number): UpstreamFetch {
  return async (url, init: RequestInit = {}) => {
    const options = { ...init, redirect: 'manual', dispatcher };
    // undici's types and the DOM's describe the same objects but do not know each other.
    const response = (await undiciFetch(
      url as Parameters<typeof undiciFetch>[0],
      options as unknown as Parameters<typeof undiciFetch>[1],
    )) as unknown as Response;
    return boundedBody(response, maxAnswerBytes, init.signal);
  };
}
