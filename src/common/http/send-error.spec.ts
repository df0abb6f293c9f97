import { ForbiddenException, NotFoundException, BadRequestException } from '@nestjs/common';
import express from 'express';
import request from 'supertest';
import { GatewayError } from '../errors.js';
import type { ErrorRenderer } from './error-renderer.js';
import { logFieldsOf, type LogFields } from './log-fields.js';
import { requestId } from './request-id.js';
import { failureHeaders, sendError } from './send-error.js';
import { PLAIN_ERRORS } from './testing/plain-errors.js';

/** A server whose one route fails with `thrown`, and what was noted for its log line. */
function failingWith(thrown: unknown, renderer: ErrorRenderer = PLAIN_ERRORS) {
  const noted: Promise<LogFields>[] = [];
  const app = express();
  app.use(requestId());
  app.get('/', (req, res) => {
    sendError(thrown, req, res, renderer);
    noted.push(logFieldsOf(res));
  });
  return { call: () => request(app).get('/').set('x-request-id', 'r-1'), noted };
}

describe('sendError', () => {
  it('answers with the renderer’s body and status, here those of the table and the request’s id', async () => {
    const error = new GatewayError('request.invalid', 'prompt must be a string.', { param: 'prompt' });
    const { call, noted } = failingWith(error);
    const response = await call();
    expect(response.status).toBe(400);
    expect(response.headers['x-request-id']).toBe('r-1');
    expect(response.body).toEqual({
      code: 'request.invalid',
      message: 'prompt must be a string.',
      retryable: false,
      request_id: 'r-1',
    });
    expect(await Promise.all(noted)).toEqual([{ error }]);
  });

  it('lets the surface choose the status', async () => {
    const { call } = failingWith(new GatewayError('provider.unavailable', 'Down.'), {
      ...PLAIN_ERRORS,
      statusOf: () => 400,
    });
    expect((await call()).status).toBe(400);
  });

  it.each<[string, unknown, number, string]>([
    ['no route', new NotFoundException('Cannot GET /'), 404, 'request.not_found'],
    [
      'a path that cannot be decoded',
      Object.assign(new URIError('%ZZ'), { status: 400 }),
      400,
      'request.malformed',
    ],
    ['a bad request of the framework', new BadRequestException('sk-secret'), 400, 'request.malformed'],
    ['another refusal of the framework', new ForbiddenException('sk-secret'), 500, 'gateway.internal'],
    ['what was not foreseen', new Error('sk-secret'), 500, 'gateway.internal'],
    ['null', null, 500, 'gateway.internal'],
    ['undefined', undefined, 500, 'gateway.internal'],
    ['a text', 'sk-secret', 500, 'gateway.internal'],
  ])('renders %s, in words of its own', async (_, thrown, status, code) => {
    const response = await failingWith(thrown).call();
    expect(response.status).toBe(status);
    expect(response.body).toMatchObject({ code });
    expect(response.text).not.toMatch(/sk-secret|%ZZ|Cannot GET|\\n/);
  });

  it.each([
    ['the answer has begun', new GatewayError('provider.unavailable', 'Down.'), true],
    ['the caller has left', new GatewayError('client.gone', 'Gone.'), false],
  ])('breaks the connection off when %s', async (_, error, hasBegun) => {
    const app = express();
    app.get('/', (req, res) => {
      if (hasBegun) res.write('half an answer');
      sendError(error, req, res, PLAIN_ERRORS);
    });
    await expect(request(app).get('/')).rejects.toThrow(/hang up|aborted/);
  });
});

describe('failureHeaders', () => {
  it.each<[string, GatewayError, Record<string, string>]>([
    ['a caller’s mistake', new GatewayError('request.invalid', '-'), { 'x-should-retry': 'false' }],
    ['a provider that is down', new GatewayError('provider.unavailable', '-'), { 'retry-after': '1' }],
    ['a provider that cannot be reached', new GatewayError('provider.unreachable', '-'), {}],
    [
      'a spent quota',
      new GatewayError('provider.quota_exhausted', '-'),
      { 'x-should-retry': 'false', 'x-envoy-ratelimited': 'true' },
    ],
    [
      'a provider that names a wait',
      new GatewayError('provider.unavailable', '-', { retryAfterMs: 1_500 }),
      { 'retry-after': '2' },
    ],
    ['a rate limit without a wait', new GatewayError('provider.rate_limited', '-'), { 'retry-after': '1' }],
    [
      'a rate limit with a wait',
      new GatewayError('provider.rate_limited', '-', { retryAfterMs: 30_000 }),
      { 'retry-after': '30' },
    ],
    [
      'a rate limit that is over',
      new GatewayError('provider.rate_limited', '-', { retryAfterMs: 0 }),
      { 'retry-after': '1' },
    ],
    ['a gateway that drains', new GatewayError('gateway.draining', '-'), { 'retry-after': '1' }],
    ['a gateway that sheds load', new GatewayError('gateway.overloaded', '-'), { 'retry-after': '1' }],
    [
      'a refused key',
      new GatewayError('auth.invalid_key', '-'),
      { 'www-authenticate': 'Bearer realm="tollgate"', 'x-should-retry': 'false' },
    ],
  ])('of %s', (_, error, headers) => {
    expect(failureHeaders(error)).toEqual(headers);
  });

  const NO_MORE = { 'x-should-retry': 'false', 'x-envoy-ratelimited': 'true' };

  it.each([
    [1, {}],
    [2, NO_MORE],
  ])('of a passing failure keep others from trying again after %i attempts here', (attempts, headers) => {
    const tries = { attempts, isRetryRefused: false };
    expect(failureHeaders(new GatewayError('provider.unreachable', '-'), tries)).toEqual(headers);
  });

  it('of what may be billed twice keep callers from retrying, once a provider was asked', () => {
    const late = new GatewayError('provider.timed_out', '-', { mayBeBilled: true });
    expect(failureHeaders(late, { attempts: 1, isRetryRefused: false })).toEqual(NO_MORE);
    expect(failureHeaders(late)).toEqual({});
  });

  it('of a passing failure keep others from trying again where the gateway will not', () => {
    const tries = { attempts: 1, isRetryRefused: true };
    expect(failureHeaders(new GatewayError('provider.unreachable', '-'), tries)).toEqual(NO_MORE);
  });
});
