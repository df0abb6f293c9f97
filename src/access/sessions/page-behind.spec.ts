import { mayUseSession } from './page-behind.js';
import { sessionTokenIn } from './session-cookie.js';

const HOST = { host: 'gateway.example:3000' };
const OWN = { ...HOST, origin: 'http://gateway.example:3000' };

describe('a cookie', () => {
  it.each<[string, string, Readonly<Record<string, string>>, boolean]>([
    ['GET', 'its own page', { ...HOST, 'sec-fetch-site': 'same-origin' }, true],
    ['POST', 'its own page', { ...HOST, 'sec-fetch-site': 'same-origin' }, true],
    ['POST', 'its own page behind a proxy', { host: 'inside:80', 'sec-fetch-site': 'same-origin' }, true],
    ['POST', 'its own page over plain HTTP', OWN, true],
    ['POST', 'its own page, spelled otherwise', { ...OWN, host: 'Gateway.example:3000' }, true],
    ['GET', 'an address that was typed', { ...HOST, 'sec-fetch-site': 'none' }, true],
    ['GET', 'nobody knows where', HOST, true],
    ['POST', 'nobody knows where', HOST, false],
    ['DELETE', 'nobody knows where', HOST, false],
    ['GET', 'another port', { ...HOST, 'sec-fetch-site': 'same-site' }, false],
    ['GET', 'another site', { ...HOST, 'sec-fetch-site': 'cross-site' }, false],
    ['POST', 'another port over plain HTTP', { ...OWN, host: 'gateway.example:3001' }, false],
    ['POST', 'a page without an origin', { ...HOST, origin: 'null' }, false],
    ['POST', 'a request without a host', { origin: 'http://gateway.example' }, false],
  ])('counts for a %s from %s as it should', (method, _from, headers, counts) => {
    expect(mayUseSession({ method, headers })).toBe(counts);
  });

  const TOKEN = 'x'.repeat(43);
  const OTHER = 'y'.repeat(43);
  it.each<[string, string | null]>([
    [`tollgate_session=${TOKEN}`, TOKEN],
    [`a=b; __Host-tollgate_session=${TOKEN};c`, TOKEN],
    [`tollgate_session=${TOKEN}; tollgate_session=${TOKEN}`, TOKEN],
    [`tollgate_session=${TOKEN}; __Host-tollgate_session=${OTHER}`, null],
    [`tollgate_session=${TOKEN}; tollgate_session=${OTHER}`, null],
    ['tollgate_session=short', null],
    [`my_tollgate_session=${TOKEN}`, null],
    ['', null],
  ])('%j holds the token %j', (cookie, token) => {
    expect(sessionTokenIn({ headers: { cookie } })).toBe(token);
  });
});
