import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { sendJsonText } from './send-json-text.js';

const SMALL = '{ "a" : 1.0 }';
/** Its pieces would part surrogate pairs. */
const LARGE = `{"text":"x${'😀'.repeat(100_000)}"}`;

describe('sendJsonText', () => {
  it.each([SMALL, LARGE])('sends JSON as it is written', async (text) => {
    const app = express();
    app.get('/', (_request, response) => void sendJsonText(response, text, 1_000));
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect((await answer.text()) === text).toBe(true);
    server.close();
  });
});
