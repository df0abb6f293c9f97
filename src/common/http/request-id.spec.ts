import express from 'express';
import request from 'supertest';
import { requestId, requestIdOf } from './request-id.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('request id', () => {
  const app = express();
  app.use(requestId());
  app.get('/', (req, res) => res.send(requestIdOf(req)));

  it('is taken from the caller when well-formed, and answered', async () => {
    const response = await request(app).get('/').set('x-request-id', 'trace:1.2_a-B');
    expect(response.headers['x-request-id']).toBe('trace:1.2_a-B');
    expect(response.text).toBe('trace:1.2_a-B');
  });

  it.each([
    ['with a space', 'a b'],
    ['empty', ''],
    ['too long', 'a'.repeat(129)],
    ['not ASCII', 'caf\u00e9'],
  ])('is replaced when it is %s', async (_, offered) => {
    const response = await request(app).get('/').set('x-request-id', offered);
    expect(response.headers['x-request-id']).toMatch(UUID);
    expect(response.text).toBe(response.headers['x-request-id']);
  });

  it('is replaced when it was sent twice', async () => {
    const response = await request(app)
      .get('/')
      .set('x-request-id', ['a', 'b'] as unknown as string);
    expect(response.headers['x-request-id']).toMatch(UUID);
  });

  it('is made when the caller sent none, anew for each request', async () => {
    const first = await request(app).get('/');
    const second = await request(app).get('/');
    expect(first.text).toMatch(UUID);
    expect(second.text).not.toBe(first.text);
  });
});
