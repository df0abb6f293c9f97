import { pageWanted } from './oidc-path.js';

describe('pageWanted', () => {
  it.each([
    '/console',
    '/console/requests',
    '/console/spend?group_by=team,user&from=2026-11-01',
    '/console/keys/a.b',
  ])('is a page of the console: %s', (page) => expect(pageWanted(page)).toBe(page));

  it.each([
    undefined,
    ['/console/keys'],
    '/v1/models',
    '//evil.example/console',
    '/console.evil.example',
    '/console/oidc/logout',
    '/console/./oidc/logout',
    '/console/keys/../oidc/logout',
    '/console/%2e%2e/console/oidc/logout',
    '/console/../admin/keys',
    '/console/keys\r\nset-cookie: a=b',
    // with it the cookie of the log-in would be dropped, and nobody could log in
    `/console/requests?q=${'x'.repeat(1_000)}`,
  ])('is the first page of the console in place of %j', (page) => {
    expect(pageWanted(page)).toBe('/console');
  });
});
