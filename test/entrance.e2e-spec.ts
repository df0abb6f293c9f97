import { DrainService } from '../src/lifecycle/drain.service.js';
import { ManualClock } from '../src/common/testing/manual-clock.js';
import { PRODUCT_VERSION } from '../src/product.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const CANARY = 'gateway-canary-key-0123456789';
/** As Chromium and Firefox send it. */
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8';

describe.each([
  ['without gateway keys', {}],
  ['with gateway keys set', { GATEWAY_API_KEYS: CANARY }],
])('GET / %s', (_when, texts) => {
  let gateway: RunningGateway;
  beforeAll(async () => void (gateway = await startGateway(texts)));
  afterAll(() => gateway.close());

  const enter = (headers: Record<string, string>, method = 'GET', query = ''): Promise<Response> =>
    fetch(`${gateway.url}/${query}`, { method, headers, redirect: 'manual' });

  it.each([
    ['GET', ''],
    ['HEAD', ''],
    ['GET', '?from=elsewhere'],
  ])('leads a browser to the console: %s /%s', async (method, query) => {
    const response = await enter({ accept: BROWSER }, method, query);
    expect([response.status, response.headers.get('location')]).toEqual([302, '/console']);
    expect(await response.text()).toBe('');
  });

  it.each(['application/json', '*/*', 'application/json, text/html;q=0.5', 'text/plain', 'nonsense'])(
    'tells a program that accepts %s where things are',
    async (accept) => {
      const response = await enter({ accept });
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        'application/json; charset=utf-8',
      ]);
      expect(await response.json()).toEqual({
        name: 'Tollgate',
        version: PRODUCT_VERSION,
        console: '/console',
        documentation: '/docs',
        openapi: '/docs-json',
        health: '/health/ready',
      });
    },
  );

  it.each(['documentation', 'openapi', 'health'])('tells an address of %s that answers', async (name) => {
    const links = (await (await enter({ accept: '*/*' })).json()) as Record<string, string>;
    expect((await fetch(gateway.url + links[name])).status).toBe(200);
  });

  it.each([BROWSER, 'application/json'])(
    'carries the headers of every other answer, and leaves one log line: %s',
    async (accept) => {
      const requestId = `entrance-${accept.length}`;
      const { headers, status } = await enter({ accept, 'x-request-id': requestId });
      expect(headers.get('x-request-id')).toBe(requestId);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('vary')).toMatch(/accept/i);
      const line = await gateway.logLine((each) => each['request_id'] === requestId);
      expect(line).toMatchObject({ msg: 'request', method: 'GET', route: '/', status, complete: true });
    },
  );
});

describe('GET / of a gateway that drains', () => {
  it.each([BROWSER, 'application/json'])('is refused with 503, whatever it accepts: %s', async (accept) => {
    const gateway = await startGateway();
    await gateway.app.get(DrainService).drain(1, new ManualClock());
    const response = await fetch(gateway.url, { headers: { accept }, redirect: 'manual' });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: 'gateway.draining' } });
    await gateway.close();
  });
});
