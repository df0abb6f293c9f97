import { AnswerTooLargeError } from './bounded-body.js';

/** What went wrong between the gateway and a provider, below HTTP. */
export type TransportFault =
  'unreachable' | 'reset' | 'first-byte-timeout' | 'idle-timeout' | 'cut-short' | 'too-large';

const FAULTS: Readonly<Record<string, TransportFault>> = Object.freeze({
  UND_ERR_CONNECT_TIMEOUT: 'unreachable',
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
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'cut-short',
});

/** TLS failures: an expired, foreign or self-signed certificate, or no TLS at the other end. */
const TLS_CODE = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** Codes and names along a chain of causes, outermost first: safe to log, unlike messages. */
export function causeCodes(error: unknown): string[] {
  const codes: string[] = [];
  for (let current = error, depth = 0; current instanceof Error && depth < 8; depth += 1) {
    const { code } = current as { code?: unknown };
    codes.push(typeof code === 'string' ? code : current.name);
    current = current.cause;
  }
  return codes;
}

/** The fault behind an error of fetch or of a body; `null` = it is none of the transport's. */
export function transportFault(error: unknown): TransportFault | null {
  for (let current = error, depth = 0; current instanceof Error && depth < 8; depth += 1) {
    if (current instanceof AnswerTooLargeError) return 'too-large';
    current = current.cause;
  }
  for (const code of causeCodes(error)) {
    const fault = FAULTS[code] ?? (TLS_CODE.test(code) ? 'unreachable' : null);
    if (fault) return fault;
  }
  return null;
}
