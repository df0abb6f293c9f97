/**
 * Who stood at the other end of the nearest proxy's mutual TLS, for the log. The header is worth what the hop that
 * sent it is worth: read it only where the operator trusts that hop to set or strip it.
 */
export interface ClientIdentity {
  /**
   * URI name of the certificate, such as a SPIFFE id; the first if there are several. `null` = none, or not fit to log.
   */
  readonly uri: string | null;
  /** Its subject, as the proxy wrote it. */
  readonly subject: string | null;
  /** SHA-256 of the certificate, hexadecimal. */
  readonly hash: string | null;
}

/** Values of one element by their key in lower case; the first of a key that comes again. */
type Element = ReadonlyMap<string, string>;

const MAX_HEADER_CHARACTERS = 16_384;

/**
 * One `Key=Value` and what ends it. A quote stands around a whole value or nowhere; `\` takes the next character along.
 */
const PAIR = /[ \t]*([a-z]+)=(?:"((?:[^"\\]|\\.)*)"[ \t]*|([^",;]*))([,;]|$)/isy;

const FIT_TO_LOG = /^[ -~]{1,512}$/;

/**
 * Reads Envoy's `x-forwarded-client-cert` (envoyproxy.io, HTTP header manipulation, read 2026-11-23): elements
 * separated by commas, one a proxy. With APPEND_FORWARD a proxy adds its own at the end, so the last one is about the
 * peer of the nearest proxy; those before it are hearsay. With SANITIZE_SET there is only one.
 *
 * A header that breaks the grammar anywhere gives `null`: a caller could otherwise open a quote that swallows
 * the element which the proxy appends. Envoy leaves URIs unquoted, so a URI with a comma is as good as its issuer.
 * Never throws.
 */
export function clientIdentityOf(header: string | string[] | undefined): ClientIdentity | null {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  const element = text.length <= MAX_HEADER_CHARACTERS ? lastElementOf(text) : null;
  if (!element) return null;
  const [uri, subject, hash] = ['uri', 'subject', 'hash'].map((key) => fitToLog(element.get(key)));
  return uri || subject || hash ? { uri: uri ?? null, subject: subject ?? null, hash: hash ?? null } : null;
}

function lastElementOf(text: string): Element | null {
  let element = new Map<string, string>();
  for (let at = 0; ;) {
    PAIR.lastIndex = at;
    const pair = PAIR.exec(text);
    if (!pair) return null;
    const [whole, key = '', quoted, plain = '', end] = pair;
    const name = key.toLowerCase();
    if (!element.has(name)) element.set(name, quoted === undefined ? plain.trim() : unescape(quoted));
    if (end === '') return element;
    if (end === ',') element = new Map();
    at += whole.length;
  }
}

/** Envoy escapes quotes; other backslashes belong to the subject's own notation. */
function unescape(quoted: string): string {
  return quoted.replace(/\\(.)/gs, (pair, character: string) => (character === '"' ? '"' : pair));
}

function fitToLog(value: string | undefined): string | null {
  return value !== undefined && FIT_TO_LOG.test(value) ? value : null;
}
