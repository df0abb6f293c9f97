import { Logger } from '@nestjs/common';
import { readServerSettings } from '../../config/settings.js';
import { MetricsServer } from './metrics-server.js';
import type { MetricsService } from './metrics.service.js';
import { freePort } from './testing/free-port.js';

describe('the port for metrics', () => {
  let port: number;
  let text: jest.Mock<Promise<string>, []>;
  let started: MetricsServer[];

  const start = async (METRICS_PORT: number): Promise<MetricsServer> => {
    const settings = { ...readServerSettings(() => undefined), METRICS_PORT };
    const metrics: Pick<MetricsService, 'contentType' | 'text'> = {
      contentType: 'text/plain; version=0.0.4',
      text,
    };
    const server = new MetricsServer(settings, metrics as MetricsService);
    started.push(server);
    await server.onApplicationBootstrap();
    return server;
  };
  const get = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init);

  beforeEach(async () => {
    started = [];
    text = jest.fn(() => Promise.resolve('a 1\n'));
    port = await freePort();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(started.map((server) => server.onApplicationShutdown()));
  });

  it.each(['/metrics', '/metrics?a=b'])('answers GET %s', async (path) => {
    await start(port);
    const response = await get(path);
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'text/plain; version=0.0.4',
      'a 1\n',
    ]);
  });

  it.each([
    ['GET', '/'],
    ['GET', '/metrics/'],
    ['GET', '/health/live'],
    ['POST', '/other'],
  ])('has no %s %s', async (method, path) => {
    await start(port);
    const response = await get(path, { method });
    await response.text();
    expect([response.status, response.headers.get('connection')]).toEqual([404, 'close']);
    expect(text).not.toHaveBeenCalled();
  });

  it('answers HEAD as GET, and refuses other methods with Allow', async () => {
    await start(port);
    const head = await get('/metrics', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const post = await get('/metrics', { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    await post.text();
  });

  it('says so when the metrics cannot be read, and keeps the reason to itself', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    text.mockRejectedValue(new RangeError('canary'));
    await start(port);
    const response = await get('/metrics');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('canary');
    expect(logged.mock.calls).toEqual([['metrics cannot be read: RangeError']]);
  });

  it('keeps the gateway from starting when another process has it', async () => {
    await start(port);
    await expect(start(port)).rejects.toThrow(/EADDRINUSE.*127\.0\.0\.1/);
  });

  it('closes with the gateway, open connections included', async () => {
    const server = await start(port);
    await (await get('/metrics')).text();
    await server.onApplicationShutdown();
    await expect(get('/metrics')).rejects.toThrow('fetch failed');
  });

  it('is none unless it was asked for', async () => {
    const server = await start(0);
    await expect(get('/metrics')).rejects.toThrow('fetch failed');
    await expect(server.onApplicationShutdown()).resolves.toBeUndefined();
  });
});
