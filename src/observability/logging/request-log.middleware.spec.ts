import express from 'express';
import request from 'supertest';
import { GatewayError } from '../../common/errors.js';
import { addLogFields, logAfter, type LogFields } from '../../common/http/log-fields.js';
import { requestId } from '../../common/http/request-id.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { createLogger } from './create-logger.js';
import { requestLog } from './request-log.middleware.js';

describe('requestLog', () => {
  let clock: ManualClock;
  let lines: Record<string, unknown>[];
  let waiting: (() => void) | null;
  let fields: LogFields;
  let app: express.Express;

  beforeEach(() => {
    clock = new ManualClock();
    lines = [];
    waiting = null;
    fields = {};
    const write = (text: string) => {
      lines.push(JSON.parse(text) as Record<string, unknown>);
      waiting?.();
    };
    app = express();
    app.use(
      requestId(),
      requestLog(createLogger({ LOG_LEVEL: 'debug', LOG_FORMAT: 'json' }, { write }), clock),
    );
    app.post('/agents/llm-providers/:provider', (_req, res) => {
      clock.advance(12.345);
      addLogFields(res, fields);
      res.status(201).json({});
    });
    app.get('/health/live', (_req, res) => {
      addLogFields(res, fields);
      res.json({});
    });
    app.get('/leave/before', (req) => void req.socket.destroy());
    app.get('/work', (req, res) => {
      const work = new Promise<void>((resolve) => {
        res.once('close', () => setImmediate(resolve));
      }).then(() => addLogFields(res, { outcome: 'cancelled' }));
      void logAfter(res, work);
      req.socket.destroy();
    });
    app.get('/leave/half-way', (_req, res) => {
      res.write('half');
      res.socket?.end(() => res.destroy());
    });
  });

  /** The one line of a request, however it ends. */
  async function lineOf(call: PromiseLike<unknown>): Promise<Record<string, unknown>> {
    const written = new Promise<void>((resolve) => (waiting = resolve));
    await Promise.resolve(call).catch(() => 'a cut connection is part of the test');
    await written;
    expect(lines).toHaveLength(1);
    return lines[0] ?? {};
  }

  const post = () =>
    request(app)
      .post('/agents/llm-providers/openai?key=sk-canary')
      .set('x-request-id', 'r-1')
      .send({ a: 'canary' });

  it('is one line: id, method, the route’s pattern, status and duration, and nothing that the caller wrote', async () => {
    const line = await lineOf(post());
    expect(line).toEqual({
      level: 'info',
      time: expect.any(String) as string,
      request_id: 'r-1',
      method: 'POST',
      route: '/agents/llm-providers/:provider',
      status: 201,
      complete: true,
      duration_ms: 12.3,
      msg: 'request',
    });
  });

  it('holds what was noted on the way', async () => {
    fields = { provider: 'openai', prompt_tokens: 10, cached_tokens: null, stream: false };
    expect(await lineOf(post())).toMatchObject(fields);
  });

  it.each([
    [new GatewayError('request.invalid', 'canary'), 'info'],
    [new GatewayError('provider.unavailable', 'canary', { cause: new TypeError('canary') }), 'warn'],
    [new GatewayError('gateway.internal', 'canary', { cause: new Error('canary') }), 'error'],
  ])('tells of an error its code, at the level that fits: %s', async (error, level) => {
    fields = { error };
    const line = await lineOf(post());
    expect(line).toMatchObject({ level, error_code: error.code });
    expect(line).not.toHaveProperty('error');
    expect(JSON.stringify(line)).not.toContain('canary');
  });

  it('names no route where none matched', async () => {
    expect(await lineOf(request(app).get('/canary'))).toMatchObject({ status: 404, route: 'none' });
  });

  it('is for debugging when all is well with a health check, and louder when not', async () => {
    expect(await lineOf(request(app).get('/health/live'))).toMatchObject({
      level: 'debug',
      route: '/health/live',
    });
    lines = [];
    fields = { error: new GatewayError('gateway.internal', '-') };
    expect(await lineOf(request(app).get('/health/live'))).toMatchObject({ level: 'error' });
  });

  it('says 499 when the connection ended before there was an answer', async () => {
    expect(await lineOf(request(app).get('/leave/before'))).toMatchObject({ status: 499, complete: false });
  });

  it('waits for what still works for a caller who has left', async () => {
    expect(await lineOf(request(app).get('/work'))).toMatchObject({ status: 499, outcome: 'cancelled' });
  });

  it('says when an answer was not whole', async () => {
    expect(await lineOf(request(app).get('/leave/half-way'))).toMatchObject({ status: 200, complete: false });
  });
});
