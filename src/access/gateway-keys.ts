import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../common/errors.js';
import { hasRepeatedHeader } from '../common/http/repeated-header.js';
import type { ServerSettings } from '../config/settings.js';

/** So much of a hash tells the keys of an operator apart. */
const ID_BYTES = 8;

/** The keys that the operator gave out, as hashes, and what a request says of them. */
export class GatewayKeys {
  private readonly hashes: readonly Buffer[];

  constructor({ GATEWAY_API_KEYS }: Pick<ServerSettings, 'GATEWAY_API_KEYS'>) {
    this.hashes = GATEWAY_API_KEYS.map(hashOf);
  }

  /** Where none are set, callers need none. */
  get areSet(): boolean {
    return this.hashes.length > 0;
  }

  /**
   * Whether a request brings one of the keys.
   * @throws GatewayError as `callerIdOf` does.
   */
  areBroughtBy(request: IncomingMessage): boolean {
    return this.callerIdOf(request) !== null;
  }

  /**
   * Which of the keys a request brings, by an id that tells nothing of the key; `null` = none. Compares with every key,
   * in constant time each.
   * @throws GatewayError `request.malformed` for credentials that were sent twice, even where none are needed.
   */
  callerIdOf(request: IncomingMessage): string | null {
    const repeated = ['authorization', 'x-api-key'].find((name) => hasRepeatedHeader(request, name));
    if (repeated !== undefined) {
      throw new GatewayError('request.malformed', `The header ${repeated} was sent more than once.`);
    }
    const key = keyOf(request);
    if (key === null) return null;
    const hash = hashOf(key);
    const [known] = this.hashes.filter((each) => timingSafeEqual(each, hash));
    return known?.toString('hex', 0, ID_BYTES) ?? null;
  }
}

/**
 * The refusal, 401 `auth.invalid_key`, of a caller without a key, or with one that is not known: the two look alike.
 */
export function keyNeeded(): GatewayError {
  return new GatewayError(
    'auth.invalid_key',
    'A gateway key is needed: send one that the operator gave you as "Authorization: Bearer <key>" or "x-api-key: <key>".',
  );
}

function keyOf({ headers }: IncomingMessage): string | null {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  const header = headers['x-api-key'];
  return bearer ?? (typeof header === 'string' ? header : null);
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
