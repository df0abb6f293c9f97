import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { AnswerBrokenError, AnswerTooLargeError } from './upstream-answer.js';
import { causeCodes, transportFault, type TransportFault } from './transport-errors.js';

const coded = (code: string) => Object.assign(new Error(`words of ${code}`), { code });
const named = (name: string) => Object.assign(new Error(`words of ${name}`), { name });

/** As fetch throws before the headers, and as a body throws after them. */
const beforeHeaders = (cause: Error) => new TypeError('fetch failed', { cause });
const inTheBody = (cause: Error) =>
  new AnswerBrokenError('the answer broke off', { cause: new TypeError('terminated', { cause }) });

/** Frees a port, so that nothing listens there. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('transportFault', () => {
  it.each<[string, TransportFault]>([
    ['EMFILE', 'exhausted'],
    ['ENFILE', 'exhausted'],
    ['EADDRNOTAVAIL', 'exhausted'],
    ['ECONNREFUSED', 'unreachable'],
    ['ENOTFOUND', 'unreachable'],
    ['EAI_AGAIN', 'unreachable'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['ETIMEDOUT', 'unreachable'],
    ['UND_ERR_CONNECT_TIMEOUT', 'unreachable'],
    ['CERT_HAS_EXPIRED', 'unreachable'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'unreachable'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'unreachable'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'unreachable'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unreachable'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'unreachable'],
    ['ECONNRESET', 'reset'],
    ['EPIPE', 'reset'],
    ['UND_ERR_SOCKET', 'reset'],
    ['UND_ERR_INFO', 'reset'],
    ['ERR_HTTP2_ERROR', 'reset'],
    ['ERR_HTTP2_GOAWAY_SESSION', 'reset'],
    ['ERR_HTTP2_INVALID_SESSION', 'reset'],
    ['ERR_HTTP2_SESSION_ERROR', 'reset'],
    ['ERR_HTTP2_STREAM_CANCEL', 'reset'],
    ['ERR_HTTP2_STREAM_ERROR', 'reset'],
    ['UND_ERR_HEADERS_TIMEOUT', 'first-byte-timeout'],
  ])('knows %s before the headers as %s', (code, fault) => {
    expect(transportFault(beforeHeaders(coded(code)))).toBe(fault);
  });

  // What undici 8.12 really throws was seen on sockets that answer in these ways.
  it.each<[string, TransportFault, Error]>([
    ['silence', 'idle-timeout', coded('UND_ERR_BODY_TIMEOUT')],
    ['a reset', 'cut-short', coded('ECONNRESET')],
    ['an end before content-length is reached', 'cut-short', coded('UND_ERR_SOCKET')],
    ['chunks that are none', 'cut-short', named('HTTPParserError')],
    ['what is not gzip although it says so', 'cut-short', coded('Z_DATA_ERROR')],
    ['too many bytes', 'too-large', new AnswerTooLargeError('more than 10 bytes', 'bytes')],
  ])('knows %s in the body as %s', (_, fault, cause) => {
    expect(transportFault(inTheBody(cause))).toBe(fault);
  });

  it.each([
    ['a head that is no HTTP', named('HTTPParserError')],
    ['a head that is no HTTP, by its code', coded('HPE_INVALID_CONSTANT')],
    ['a head over the limit', coded('UND_ERR_HEADERS_OVERFLOW')],
  ])('knows %s as unreadable', (_, cause) => {
    expect(transportFault(beforeHeaders(cause))).toBe('unreadable');
  });

  it('looks through the errors that the SDK wraps around it', () => {
    const wrapped = new Error('Connection error.', { cause: beforeHeaders(coded('ECONNREFUSED')) });
    expect(transportFault(wrapped)).toBe('unreachable');
  });

  it('knows a refused connection as Node itself reports it', async () => {
    const port = await closedPort();
    const refused = await new Promise((resolve) => connect(port, '127.0.0.1').once('error', resolve));
    expect(transportFault(refused)).toBe('unreachable');
  });

  it.each<[string, unknown]>([
    ['an error of ours', new TypeError('x is not a function')],
    ['a code that it does not know', coded('EWHATEVER')],
    ['a code that every object has', coded('constructor')],
    ['a text', 'ECONNREFUSED'],
    ['an object', { code: 'ECONNREFUSED' }],
    ['null', null],
    ['undefined', undefined],
  ])('leaves %s to others', (_, error) => {
    expect(transportFault(error)).toBeNull();
  });
});

describe('causeCodes', () => {
  it('lists the transport’s codes, and classes elsewhere, outermost first', () => {
    expect(causeCodes(beforeHeaders(coded('ECONNRESET')))).toEqual(['TypeError', 'ECONNRESET']);
  });

  it.each(['sk-canary-0123456789', 'CERT_\ncanary', 'constructor', 'EWHATEVER'])(
    'never lists a message, a name or a code that may come from elsewhere: %j',
    (text) => {
      const foreign = Object.assign(new RangeError(text), { code: text, name: text });
      expect(causeCodes(new Error(text, { cause: foreign }))).toEqual(['Error', 'RangeError']);
    },
  );

  it('does not run in circles', () => {
    const error = new Error('one');
    error.cause = error;
    expect(causeCodes(error)).toHaveLength(8);
  });
});
