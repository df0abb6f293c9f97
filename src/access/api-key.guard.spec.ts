import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { readServerSettings } from '../config/settings.js';
import { ManualClock } from '../common/testing/manual-clock.js';
import { Identity } from '../governance/identity/identity.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { Callers } from './callers.js';
import { Public } from './public.decorator.js';
import { Sessions } from './sessions/sessions.js';

const KEYS = 'gateway-key-1,gateway-key-2';

class Routes {
  closed(): void {}

  @Public()
  open(): void {}
}

@Public()
class OpenRoutes {
  health(): void {}
}

type Route = readonly [controller: new () => object, handler: (...args: never[]) => void];

/* oxlint-disable typescript/unbound-method -- the guard reads what is written on them; they are not called */
const CLOSED: Route = [Routes, Routes.prototype.closed];
const OPEN: Route = [Routes, Routes.prototype.open];
const OPEN_BY_CLASS: Route = [OpenRoutes, OpenRoutes.prototype.health];
/* oxlint-enable typescript/unbound-method */

/** A real request: what Node makes of repeated headers is part of what is tested. */
async function received(headers: Readonly<Record<string, string | string[]>>): Promise<IncomingMessage> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await new Promise<IncomingMessage>((resolve, reject) => {
      server.once('request', (message, response) => {
        response.end();
        resolve(message);
      });
      const { port } = server.address() as AddressInfo;
      httpRequest({ port, host: '127.0.0.1', headers }).on('error', reject).end();
    });
  } finally {
    server.close();
  }
}

async function ask(
  keys: string | undefined,
  [controller, handler]: Route,
  headers: Readonly<Record<string, string | string[]>> = {},
): Promise<boolean> {
  const settings = readServerSettings((name) => (name === 'GATEWAY_API_KEYS' ? keys : undefined));
  const request = await received(headers);
  const context = {
    getClass: () => controller,
    getHandler: () => handler,
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
  const clock = new ManualClock();
  const callers = new Callers(settings, new Identity(null, clock), new Sessions(clock, settings));
  return new ApiKeyGuard(new Reflector(), callers, settings).canActivate(context);
}

describe('ApiKeyGuard', () => {
  it('lets every caller in where no keys are set', async () => {
    await expect(ask(undefined, CLOSED)).resolves.toBe(true);
    await expect(ask(' ', CLOSED, { 'x-api-key': 'whatever' })).resolves.toBe(true);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['a bearer', { authorization: 'Bearer gateway-key-1' }],
    ['a bearer in other letters, with blanks', { authorization: 'bEARER   gateway-key-2  ' }],
    ['x-api-key', { 'x-api-key': 'gateway-key-2' }],
    ['x-goog-api-key', { 'x-goog-api-key': 'gateway-key-1' }],
    [
      'x-api-key beside a proxy’s own credentials',
      { authorization: 'Basic YWRhOng=', 'x-api-key': 'gateway-key-1' },
    ],
  ])('lets in who sends one of the keys as %s', async (_, headers) => {
    await expect(ask(KEYS, CLOSED, headers)).resolves.toBe(true);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['nothing', {}],
    ['an empty key', { 'x-api-key': '' }],
    ['an empty bearer', { authorization: 'Bearer ' }],
    ['another key', { 'x-api-key': 'gateway-key-3' }],
    ['the beginning of a key', { 'x-api-key': 'gateway-key-' }],
    ['a key and more', { 'x-api-key': 'gateway-key-12' }],
    ['a key in other letters', { 'x-api-key': 'Gateway-Key-1' }],
    ['all keys as they are configured', { 'x-api-key': KEYS }],
    ['a key without its scheme', { authorization: 'gateway-key-1' }],
    ['a key under another scheme', { authorization: 'Basic gateway-key-1' }],
    ['two keys as one bearer', { authorization: 'Bearer gateway-key-1 gateway-key-2' }],
    ['a key of very many characters', { 'x-api-key': 'x'.repeat(8_000) }],
  ])('refuses who sends %s, and does not repeat it', async (_, headers) => {
    await expect(ask(KEYS, CLOSED, headers)).rejects.toMatchObject({
      code: 'auth.invalid_key',
      httpStatus: 401,
      message: expect.not.stringContaining('gateway-key') as string,
    });
  });

  it.each(['rebound.example', 'rebound.example:3000', '10.0.0.1', '127.0.0.1.rebound.example', '[::2]:3000'])(
    'refuses a request for the host %s where no keys are set and it listens on loopback',
    async (host) => {
      await expect(ask(undefined, CLOSED, { host })).rejects.toMatchObject({
        code: 'auth.foreign_origin',
        httpStatus: 403,
      });
      await expect(ask(KEYS, CLOSED, { host, 'x-api-key': 'gateway-key-1' })).resolves.toBe(true);
      await expect(ask(undefined, OPEN, { host })).resolves.toBe(true);
    },
  );

  it.each(['localhost:3000', '127.0.0.1', '127.1.2.3:80', '[::1]:3000', 'tollgate.localhost'])(
    'lets in a request for the host %s where no keys are set',
    async (host) => {
      await expect(ask(undefined, CLOSED, { host })).resolves.toBe(true);
    },
  );

  it('lets every caller in to a public route, be it the method or the class that says so', async () => {
    await expect(ask(KEYS, OPEN)).resolves.toBe(true);
    await expect(ask(KEYS, OPEN_BY_CLASS)).resolves.toBe(true);
  });

  it.each<[string, Route, string | undefined]>([
    ['a closed route', CLOSED, KEYS],
    ['a public route', OPEN, KEYS],
    ['a gateway without keys', CLOSED, undefined],
  ])('refuses credentials that were sent twice, even where none are needed: %s', async (_, route, keys) => {
    const twice = { 'x-api-key': ['gateway-key-1', 'gateway-key-1'] };
    await expect(ask(keys, route, twice)).rejects.toMatchObject({
      code: 'request.malformed',
      message: 'The header x-api-key was sent more than once.',
    });
    const bearers = { authorization: ['Bearer gateway-key-1', 'Bearer gateway-key-2'] };
    await expect(ask(keys, route, bearers)).rejects.toMatchObject({ code: 'request.malformed' });
  });
});
