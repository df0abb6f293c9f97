import { NotFoundException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { requireAllowedMethod, type RouterLayer } from './allowed-methods.js';

const route = (path: string, ...methods: string[]): RouterLayer => ({
  route: { methods: Object.fromEntries(methods.map((method) => [method, true])) },
  match: (asked) => asked === path,
});
const middleware: RouterLayer = { match: () => true };
const unreadable: RouterLayer = {
  route: { methods: { get: true } },
  match: () => {
    throw new URIError('malformed');
  },
};

function ask(method: string, path: string, layers: readonly RouterLayer[]) {
  const headers: Record<string, string> = {};
  const next = jest.fn();
  const response = { setHeader: (name: string, value: string) => (headers[name] = value) };
  const request = { method, path } as Request;
  requireAllowedMethod(() => layers)(request, response as unknown as Response, next);
  return { error: (next.mock.calls as unknown[][])[0]?.[0], headers };
}

describe('requireAllowedMethod', () => {
  it('refuses a method that no route of a known path takes, and names those of all its routes', () => {
    const layers = [middleware, route('/a', 'get'), route('/b', 'delete'), route('/a', 'post')];
    const { error, headers } = ask('DELETE', '/a', layers);
    expect(error).toMatchObject({ code: 'request.method_not_allowed', httpStatus: 405 });
    expect(headers).toEqual({ allow: 'GET, HEAD, POST' });
  });

  it.each([
    ['the method of a route', 'POST', '/a'],
    ['HEAD where there is GET', 'HEAD', '/b'],
    ['a GET of a path that only middleware matches, such as that of a file', 'GET', '/nowhere'],
  ])('lets pass %s', (_, method, path) => {
    const { error, headers } = ask(method, path, [middleware, route('/a', 'post'), route('/b', 'get')]);
    expect([error, headers]).toEqual([undefined, {}]);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])(
    'refuses %s of a path that no route has as not found',
    (method) => {
      const { error, headers } = ask(method, '/nowhere', [middleware, route('/a', 'post')]);
      expect([error, headers]).toEqual([expect.any(NotFoundException), {}]);
    },
  );

  it('leaves a path that cannot be decoded to the router', () => {
    expect(ask('DELETE', '/%', [route('/a', 'get'), unreadable])).toEqual({ error: undefined, headers: {} });
  });
});
