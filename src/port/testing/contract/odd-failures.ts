/** Words about a request, which callers are to see. */
export const WORDS = 'The size of the picture is too large';

const INNER = JSON.stringify({ error: { message: WORDS } });
const AT_FIELD = { loc: ['body', 'temperature'], msg: WORDS };

/** Bodies of failures as servers and proxies write them, whatever API they speak. Each holds `WORDS`. */
export const TELLING_BODIES: readonly (readonly [what: string, body: string])[] = [
  ['an error as a text', JSON.stringify({ error: WORDS })],
  ['an error as a text beside a code', JSON.stringify({ code: 'Some code', error: WORDS })],
  ['an array of errors', JSON.stringify([{ error: { message: WORDS } }])],
  ['an error that is an array of texts', JSON.stringify({ error: [WORDS] })],
  ['an error inside an error', JSON.stringify({ error: { error: { message: WORDS } } })],
  ['an error that is JSON in a text', JSON.stringify({ error: INNER })],
  ['a detail as a text', JSON.stringify({ detail: WORDS })],
  ['a list of details', JSON.stringify({ detail: [AT_FIELD] })],
  ['a list of errors', JSON.stringify({ success: false, errors: [{ code: 7003, message: WORDS }] })],
  ['a message as an object', JSON.stringify({ object: 'error', message: { detail: [AT_FIELD] } })],
  ['a message without an error', JSON.stringify({ object: 'error', code: 40_001, message: WORDS })],
  ['a page', `<!doctype html><html><head><title>${WORDS}</title></head><body>no</body></html>`],
  ['plain text', `${WORDS}\n`],
];

/** Bodies that tell nothing. */
export const SILENT_BODIES: readonly (readonly [what: string, body: string])[] = [
  ['nothing', ''],
  ['blanks', ' \n'],
  ['null', 'null'],
  ['a number', '7'],
  ['an empty object', '{}'],
  ['an empty list', '[]'],
  ['an error of null', '{"error":null}'],
  ['an error without words', '{"error":{}}'],
  ['JSON that is cut', '{"error":{"message":"The si'],
  ['very deep JSON', '['.repeat(50_000)],
];

/** The class by the status, whatever the body is. */
export const CODES_OF_STATUS: readonly (readonly [status: number, code: string])[] = [
  [400, 'provider.rejected'],
  [401, 'provider.auth_failed'],
  [405, 'provider.invalid_response'],
  [413, 'provider.rejected'],
  [429, 'provider.rate_limited'],
  [500, 'provider.unavailable'],
  [502, 'provider.unavailable'],
];

/** A 403 is about the key only where its body says so. */
export const FORBIDDEN: readonly (readonly [what: string, body: string, code: string])[] = [
  ['nothing', '', 'provider.rejected'],
  ['a page', '<!doctype html><title>403 Forbidden</title>', 'provider.rejected'],
  ['a word without a reason', JSON.stringify({ error: 'Forbidden' }), 'provider.rejected'],
  ['the prompt', errorOf('Your prompt was flagged by our moderation.'), 'provider.rejected'],
  ['the country', errorOf('Country, region, or territory not supported.'), 'provider.rejected'],
  ['the key, in words', errorOf('Invalid API key provided.'), 'provider.auth_failed'],
  ['the key, in a detail', JSON.stringify({ detail: 'Invalid API key.' }), 'provider.auth_failed'],
  ['the key, by a code', errorOf('No.', { code: 'invalid_api_key' }), 'provider.auth_failed'],
];

function errorOf(message: string, rest: object = {}): string {
  return JSON.stringify({ error: { message, ...rest } });
}
