import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askerOf } from './admin-client.js';

/** What comes of asking a server that answers so. */
async function askedOf(
  listener: RequestListener,
): Promise<{ readonly url: string; readonly error: unknown }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const error: unknown = await askerOf(url, 'k')('GET', '/admin/keys').catch((thrown: unknown) => thrown);
  server.close();
  return { url, error };
}

describe('askerOf', () => {
  it('says that what answers is no gateway', async () => {
    const { url, error } = await askedOf((_, response) => response.end('<!doctype html>'));
    expect(error).toEqual(new Error(`${url} answers 200, and not as a gateway does (TOLLGATE_URL).`));
  });

  it('says that a gateway broke off, and why', async () => {
    const { url, error } = await askedOf((request) => request.socket.destroy());
    expect(error).toEqual(new Error(`${url} broke off: other side closed. See whether it was done.`));
  });
});
