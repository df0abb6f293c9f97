import type { ArgumentsHost } from '@nestjs/common';
import express from 'express';
import request from 'supertest';
import { GatewayError } from '../errors.js';
import { renderersByPath, type ErrorRenderer } from './error-renderer.js';
import { GatewayErrorFilter } from './gateway-error.filter.js';
import { PLAIN_ERRORS } from './testing/plain-errors.js';

const OWN: ErrorRenderer = { statusOf: () => 418, bodyOf: ({ code }, id) => ({ own: code, id }) };

describe('renderersByPath', () => {
  const renderers = renderersByPath({ '/v1': OWN }, PLAIN_ERRORS);

  it.each(['/v1', '/v1/', '/v1/chat/completions', '/V1/models'])('gives %s to its surface', (path) => {
    expect(renderers(path)).toBe(OWN);
  });

  it.each(['/', '', '/v10', '/v1beta/models', '/agents/v1', 'v1/models'])(
    'leaves "%s" to the renderer for every other path',
    (path) => {
      expect(renderers(path)).toBe(PLAIN_ERRORS);
    },
  );
});

describe('GatewayErrorFilter', () => {
  const filter = new GatewayErrorFilter(renderersByPath({ '/v1': OWN }, PLAIN_ERRORS));
  const app = express();
  app.use((req, res) => {
    const http = { getRequest: () => req, getResponse: () => res };
    const error = new GatewayError('gateway.draining', 'The gateway is shutting down.');
    filter.catch(error, { switchToHttp: () => http } as unknown as ArgumentsHost);
  });

  it('renders a refusal as the surface does that owns the path, query and all', async () => {
    const { status, body, headers } = await request(app).post('/v1/models?x=/agents');
    expect([status, body]).toEqual([418, { own: 'gateway.draining', id: headers['x-request-id'] }]);
    expect(headers['retry-after']).toBe('1');
  });

  it('renders a refusal at any other path by the other renderer', async () => {
    const { status, body } = await request(app).get('/agents?x=/v1/');
    expect([status, body]).toMatchObject([503, { code: 'gateway.draining' }]);
  });
});
