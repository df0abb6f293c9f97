import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../../common/errors.js';

export const IDEMPOTENCY_HEADER = 'idempotency-key';

const MAX_KEY_LENGTH = 255;
const KEY = /^[\x21-\x7e]+( [\x21-\x7e]+)*$/;
/** Administrators have no use for it: what they do twice is there twice. */
const NOT_MEANT = /^\/admin(\/|$)/i;

/**
 * The key under which a caller wants an answer kept; `null` = it names none, or nothing is asked that could cost.
 * @throws GatewayError `request.invalid`
 */
export function idempotencyKeyOf({ headers, method, url = '' }: IncomingMessage): string | null {
  const key = headers[IDEMPOTENCY_HEADER];
  if (key === undefined || method !== 'POST' || NOT_MEANT.test(url)) return null;
  if (typeof key === 'string' && key.length <= MAX_KEY_LENGTH && KEY.test(key)) return key;
  const message = `Idempotency-Key has to be 1 to ${MAX_KEY_LENGTH} printable characters of ASCII, such as a UUID.`;
  throw new GatewayError('request.invalid', message, { param: IDEMPOTENCY_HEADER, fault: 'wrong_value' });
}

/** What stands for a caller's key in the memory of answers: a hash, so that two callers never share one. */
export function keptUnder(callerId: string | null, key: string): string {
  return hashOf(JSON.stringify([callerId, key]));
}

const bodies = new WeakMap<IncomingMessage, string>();

/** To be called with the bytes of a body, unpacked; of one that names a key, a hash is remembered. */
export function noteBody(request: IncomingMessage, body: Buffer): void {
  if (request.headers[IDEMPOTENCY_HEADER] !== undefined) bodies.set(request, hashOf(body));
}

/** The same for requests that ask for the same answer in the same form; nothing can be read back out of it. */
export function fingerprintOf(request: IncomingMessage): string {
  const { url, headers } = request;
  const { accept = '', 'x-strict-params': strict = '' } = headers;
  const form = [url?.replace(/([?&])key=[^&]*/g, '$1'), /text\/event-stream/i.test(accept), strict];
  return hashOf(JSON.stringify([...form, bodies.get(request) ?? '']));
}

function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
