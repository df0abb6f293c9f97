import { isNativeError } from 'node:util/types';
import { brokeWhileSending } from './connect-to-upstream.js';
import { AnswerBrokenError, AnswerTooLargeError } from './upstream-answer.js';

/** What went wrong between the gateway and a provider, at HTTP or below; `exhausted`: this machine has nothing left. */
export type TransportFault =
  | 'exhausted'
  | 'unreachable'
  | 'reset'
  | 'first-byte-timeout'
  | 'idle-timeout'
  | 'unreadable'
  | 'cut-short'
  | 'too-large';

const FAULTS: Readonly<Record<string, TransportFault>> = Object.freeze({
  EMFILE: 'exhausted',
  ENFILE: 'exhausted',
  ENOBUFS: 'exhausted',
  ENOMEM: 'exhausted',
  EADDRNOTAVAIL: 'exhausted',
  UND_ERR_CONNECT_TIMEOUT: 'unreachable',
  UND_ERR_PRX_CONN: 'unreachable',
  ECONNREFUSED: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'unreachable',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_HEADERS_TIMEOUT: 'first-byte-timeout',
  UND_ERR_BODY_TIMEOUT: 'idle-timeout',
  UND_ERR_HEADERS_OVERFLOW: 'unreadable',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'unreadable',
  // of HTTP/2: a connection that is given up, and one stream of it
  UND_ERR_INFO: 'reset',
  ERR_HTTP2_ERROR: 'reset',
  ERR_HTTP2_GOAWAY_SESSION: 'reset',
  ERR_HTTP2_INVALID_SESSION: 'reset',
  ERR_HTTP2_SESSION_ERROR: 'reset',
  ERR_HTTP2_STREAM_CANCEL: 'reset',
  ERR_HTTP2_STREAM_ERROR: 'reset',
});

/** TLS failures: an expired, foreign or self-signed certificate, or no TLS at the other end. */
const TLS_CODE = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)[A-Z0-9_]+$/;

/** What the HTTP parser calls bytes that are not HTTP. */
const PARSER_CODE = /^HPE_[A-Z0-9_]+$/;

/** It may come without a code. */
const PARSER_ERROR = 'HTTPParserError';

const MAX_CAUSES = 8;

/**
 * Along a chain of causes, outermost first: the code where it is one of the transport's own, else the class. Safe to
 * log; messages are not, nor are codes that came over the wire.
 */
export function causeCodes(error: unknown): string[] {
  return chainOf(error).map((link) => {
    const { code } = link as { code?: unknown };
    return typeof code === 'string' && faultOfCode(code) !== null ? code : link.constructor.name;
  });
}

/** Which limit an answer went over, in whatever error that was wrapped; `null` = it is no such failure. */
export function answerTooLarge(error: unknown): AnswerTooLargeError | null {
  return chainOf(error).find((link) => link instanceof AnswerTooLargeError) ?? null;
}

/** Whether a request cannot have been read to its end: it had no connection, or it was still on its way out as that broke. */
export function brokeInSending(error: unknown): boolean {
  return chainOf(error).some(brokeWhileSending);
}

/** The fault behind an error of fetch or of a body; `null` = it is none of the transport's. */
export function transportFault(error: unknown): TransportFault | null {
  const chain = chainOf(error);
  if (chain.some((link) => link instanceof AnswerTooLargeError)) return 'too-large';
  const faults = chain.map(({ name, code }: Error & { code?: unknown }) =>
    name === PARSER_ERROR ? 'unreadable' : faultOfCode(code),
  );
  const fault = faults.find((found) => found !== null) ?? null;
  if (!chain.some((link) => link instanceof AnswerBrokenError)) return fault;
  return fault === 'idle-timeout' ? fault : 'cut-short';
}

function faultOfCode(code: unknown): TransportFault | null {
  if (typeof code !== 'string') return null;
  if (Object.hasOwn(FAULTS, code)) return FAULTS[code] ?? null;
  if (TLS_CODE.test(code)) return 'unreachable';
  return PARSER_CODE.test(code) ? 'unreadable' : null;
}

function chainOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let link = error; isError(link) && chain.length < MAX_CAUSES; link = link.cause) chain.push(link);
  return chain;
}

/** Of whatever realm it is. */
function isError(value: unknown): value is Error {
  return value instanceof Error || isNativeError(value);
}
