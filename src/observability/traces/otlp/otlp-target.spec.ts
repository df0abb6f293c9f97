import { readServerSettings } from '../../../config/settings.js';
import { tracesUrl } from '../traces-url.js';
import { otlpTarget } from './otlp-target.js';

const PROXIES = { HTTP_PROXY: '', HTTPS_PROXY: '', NO_PROXY: '' };
const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otel.example/base/' };
const settingsOf = (texts: Readonly<Record<string, string>>) =>
  readServerSettings((name) => ({ ...ENDPOINT, ...texts })[name]);
const targetOf = (texts: Readonly<Record<string, string>>, proxies: Partial<typeof PROXIES> = {}) =>
  otlpTarget(settingsOf(texts), 'https://otel.example', { ...PROXIES, ...proxies });

describe('tracesUrl', () => {
  it.each([
    [{}, 'https://otel.example/base/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://spans.example/in' }, 'https://spans.example/in'],
    [{ OTEL_SDK_DISABLED: 'true' }, null],
    [{ OTEL_SDK_DISABLED: 'TRUE' }, null],
    [{ OTEL_SDK_DISABLED: 'False' }, 'https://otel.example/base/v1/traces'],
    [{ OTEL_TRACES_EXPORTER: 'none' }, null],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, null],
  ])('is for %j what OpenTelemetry says: %s', (texts, url) => {
    expect(tracesUrl(settingsOf(texts))).toBe(url);
  });

  it.each(['http://[::1', 'http://collector:99999', 'http://a b', 'collector:4318'])(
    'is not made of %j, to which nothing can be sent',
    (OTEL_EXPORTER_OTLP_ENDPOINT) => {
      expect(() => settingsOf({ OTEL_EXPORTER_OTLP_ENDPOINT })).toThrow(
        /^OTEL_EXPORTER_OTLP_ENDPOINT: accepted is an http/,
      );
    },
  );
});

describe('otlpTarget', () => {
  it('has the headers of spans before those of all signals, decoded', () => {
    const { headers } = targetOf({
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic a==, x-team=red%20one',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'Authorization=Bearer b',
    });
    expect(headers).toEqual({ Authorization: 'Bearer b', 'x-team': 'red one' });
  });

  it.each([
    'no pairs',
    'bad name=1',
    'x=a%0d%0ay',
    'x=ü',
    'Content-Length=5',
    'a=b,transfer-encoding=chunked',
  ])('is refused headers such as %j', (text) => {
    const read = () => targetOf({ OTEL_EXPORTER_OTLP_HEADERS: text });
    expect(read).toThrow(/^OTEL_EXPORTER_OTLP_HEADERS: accepted is pairs .* given was \(hidden, /);
  });

  it('is told time and compression', () => {
    const target = targetOf({ OTEL_EXPORTER_OTLP_TIMEOUT: '250', OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' });
    expect(target).toMatchObject({ timeoutMs: 250, compression: 'gzip', connection: {} });
  });

  it.each([
    [{}, 10_000],
    [{ OTEL_BSP_EXPORT_TIMEOUT: '300' }, 300],
    [{ OTEL_BSP_EXPORT_TIMEOUT: '300', OTEL_EXPORTER_OTLP_TIMEOUT: '250' }, 250],
  ])('has with %j for a batch %d ms', (texts, timeoutMs) => {
    expect(targetOf(texts).timeoutMs).toBe(timeoutMs);
  });

  it('is reached by the proxies of providers, and directly where it is on this machine', () => {
    const { connection } = targetOf(
      {},
      { HTTP_PROXY: 'http://ann:secret@proxy.example:1', NO_PROXY: '.corp.example' },
    );
    expect(connection.proxyEnv).toEqual({
      HTTP_PROXY: 'http://ann:secret@proxy.example:1',
      HTTPS_PROXY: 'http://ann:secret@proxy.example:1',
      NO_PROXY: 'localhost,127.0.0.1,::1,[::1],.corp.example',
    });
    expect(targetOf({}, { HTTPS_PROXY: 'http://p.example' }).connection.proxyEnv).not.toHaveProperty(
      'HTTP_PROXY',
    );
  });

  it.each([
    ['/nowhere.pem', 'OTEL_EXPORTER_OTLP_CERTIFICATE: the file cannot be read'],
    ['/dev/zero', 'OTEL_EXPORTER_OTLP_CERTIFICATE: the file cannot be read'],
    [__filename, 'OTEL_EXPORTER_OTLP_CERTIFICATE: the file is none in PEM'],
  ])('is refused the file %s, by the name of its variable', (path, message) => {
    expect(() => targetOf({ OTEL_EXPORTER_OTLP_CERTIFICATE: path })).toThrow(message);
  });
});
