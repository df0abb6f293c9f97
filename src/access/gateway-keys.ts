import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../common/errors.js';
import { hasRepeatedHeader } from '../common/http/repeated-header.js';
import type { ServerSettings } from '../config/settings.js';

/** So much of a hash tells the keys of an operator apart. */
const ID_BYTES = 8;
const SECRET_BYTES = 32;

/** Headers that bring a key: clients of OpenAI, Anthropic and Google. */
const KEY_HEADERS = ['authorization', 'x-api-key', 'x-goog-api-key'] as const;

/** Of the addresses, Gemini's alone may bring one: `/v1beta/models/x:generateContent?key=…`. */
const QUERY_WITH_KEY = /^\/v1(?:beta)?\/models(?:\/[^?]*)?\?(.*)$/i;

/** The keys that the operator gave out, as hashes, and what a request says of them. */
export class GatewayKeys {
  /** By the hash of a key under a secret of this process, so that how long a search takes tells nothing of a key. */
  private readonly idsByHash: ReadonlyMap<string, string>;
  private readonly secret = randomBytes(SECRET_BYTES);

  constructor({ GATEWAY_API_KEYS }: Pick<ServerSettings, 'GATEWAY_API_KEYS'>) {
    this.idsByHash = new Map(GATEWAY_API_KEYS.map((key) => [this.hashOf(key), idOf(key)]));
  }

  /** Where none are set, callers need none. */
  get areSet(): boolean {
    return this.idsByHash.size > 0;
  }

  /**
   * Whether a request brings one of the keys.
   * @throws GatewayError as `callerIdOf` does.
   */
  areBroughtBy(request: IncomingMessage): boolean {
    return this.callerIdOf(request) !== null;
  }

  /**
   * Which of the keys a request brings, by an id that tells nothing of the key; `null` = none. One look, however many
   * keys there are.
   * @throws GatewayError `request.malformed` for credentials that were sent twice, even where none are needed.
   */
  callerIdOf(request: IncomingMessage): string | null {
    const repeated = KEY_HEADERS.find((name) => hasRepeatedHeader(request, name));
    if (repeated !== undefined) {
      throw new GatewayError('request.malformed', `The header ${repeated} was sent more than once.`);
    }
    const key = keyOf(request);
    if (key === null) return null;
    return this.idsByHash.get(this.hashOf(key)) ?? null;
  }

  private hashOf(key: string): string {
    return createHmac('sha256', this.secret).update(key).digest('base64');
  }
}

/**
 * The refusal, 401 `auth.invalid_key`, of a caller without a key, or with one that is not known: the two look alike.
 */
export function keyNeeded(): GatewayError {
  return new GatewayError(
    'auth.invalid_key',
    'A gateway key is needed: send one that the operator gave you as "Authorization: Bearer <key>", "x-api-key: <key>" or "x-goog-api-key: <key>".',
  );
}

function keyOf({ headers, url }: IncomingMessage): string | null {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  const header = headers['x-api-key'] ?? headers['x-goog-api-key'];
  return bearer ?? (typeof header === 'string' ? header : keyInAddress(url ?? ''));
}

/** Never logged: a log has patterns of routes, and no addresses. */
function keyInAddress(url: string): string | null {
  const [, query] = QUERY_WITH_KEY.exec(url) ?? [];
  return query === undefined ? null : new URLSearchParams(query).get('key');
}

/** The same in every process. */
function idOf(key: string): string {
  return createHash('sha256').update(key).digest().toString('hex', 0, ID_BYTES);
}
