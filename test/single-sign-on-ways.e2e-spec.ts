import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type AddressInfo, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { SessionsRepository } from '../src/access/sessions/sessions.repository.js';
import { STORE, StoreAwayError, type Store } from '../src/storage/store.js';
import { temporaryFolder } from '../src/storage/testing/temporary-folder.js';
import { createAuthority } from './faults/support/certificates.js';
import { CookieJar } from './support/cookie-jar.js';
import { CLIENT, OidcIssuer } from './support/oidc-issuer.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const PUBLIC = 'http://127.0.0.1:4998';
const CALLBACK = '/console/oidc/callback';
const SETTINGS = {
  OIDC_CLIENT_ID: CLIENT.id,
  OIDC_CLIENT_SECRET: CLIENT.secret,
  OIDC_REDIRECT_URL: PUBLIC + CALLBACK,
  OIDC_ADMIN_VALUES: 'gateway-admins',
};
const ANN = { sub: 'ann', email: 'ann@example.com', email_verified: true, groups: ['gateway-admins'] };
const DAY_MS = 86_400_000;

describe('single sign-on, over a restart', () => {
  const folder = temporaryFolder();
  let issuer: OidcIssuer;
  let gateway: RunningGateway;
  beforeAll(async () => {
    // the issuer warns of what is right for tests alone
    for (const way of ['warn', 'info'] as const) jest.spyOn(console, way).mockImplementation();
    issuer = await OidcIssuer.start();
    issuer.serve(PUBLIC + CALLBACK);
    issuer.person = ANN;
  });
  afterAll(() => issuer.close());

  const start = async (more: Readonly<Record<string, string>> = {}) => {
    gateway = await startGateway({ ...SETTINGS, OIDC_ISSUER: issuer.url, TOLLGATE_DATA: folder, ...more });
  };
  /** The same gateway has another port then. */
  const restart = async (jar: CookieJar, more: Readonly<Record<string, string>> = {}) => {
    const before = jar.of(gateway.url);
    await gateway.close();
    await start(more);
    for (const [name, value] of before) jar.of(gateway.url).set(name, value);
  };
  const beginLogIn = async (jar: CookieJar) => {
    const { url } = await jar.follow(`${gateway.url}/console/oidc/login`, (at) => at.startsWith(PUBLIC));
    return (): string => url.replace(PUBLIC, gateway.url);
  };
  const roleNow = async (jar: CookieJar) => {
    const answer = await jar.get(`${gateway.url}/console/session`, { 'sec-fetch-site': 'same-origin' });
    return ((await answer.json()) as { readonly role: string }).role;
  };

  it('ends log-ins that were begun before, and keeps people logged in until their roles are given otherwise', async () => {
    await start();
    const jar = new CookieJar();
    const backAt = await beginLogIn(jar);
    await restart(jar);
    expect((await jar.get(backAt())).headers.get('location')).toBe('/console');
    expect(await roleNow(jar)).toBe('admin');
    await restart(jar);
    expect(await roleNow(jar)).toBe('admin');
    await restart(jar, { OIDC_ADMIN_VALUES: 'others' });
    expect(await roleNow(jar)).toBe('none');
    await gateway.close();
  });

  it('logs out here while the store is away, and says that the issuer was not told', async () => {
    await start();
    const jar = new CookieJar();
    const backAt = await beginLogIn(jar);
    await jar.get(backAt());
    await restart(jar); // the session stands in the store alone
    const away = new StoreAwayError('The store does not answer.');
    const mocks = [
      jest.spyOn(gateway.app.get<Store>(STORE), 'write').mockRejectedValue(away),
      jest.spyOn(SessionsRepository.prototype, 'find').mockRejectedValue(away),
    ];
    const [[name, token] = []] = jar.of(gateway.url);
    const out = await jar.get(`${gateway.url}/console/oidc/logout`);
    expect([out.status, await out.text()]).toEqual([202, expect.stringContaining('log out there as well')]);
    expect([...jar.of(gateway.url)]).toEqual([]);
    const old = await fetch(`${gateway.url}/admin/keys`, { headers: { cookie: `${name}=${token}` } });
    expect(old.status).toBe(401);
    for (const mock of mocks) mock.mockRestore();
    await gateway.close();
  });
});

describe('the way to an issuer', () => {
  const temporary = temporaryFolder();

  it('leads through the proxy that HTTPS_PROXY names, and past it to hosts of NO_PROXY', async () => {
    const trusted = getCACertificates('default');
    const validity = { validFromMs: Date.now() - DAY_MS, validToMs: Date.now() + DAY_MS };
    const authority = createAuthority('Tollgate test authority', validity);
    const told = { issuer: 'https://id.test', authorization_endpoint: 'https://id.test/authorize' };
    const issuer = createSecureServer(
      authority.issue({ host: 'id.test', ...validity }),
      (_request, response) =>
        response.setHeader('content-type', 'application/json').end(JSON.stringify(told)),
    );
    const tunnels: string[] = [];
    const proxy = createServer().on('connect', ({ url = '' }, downstream: Duplex) => {
      tunnels.push(url);
      const upstream = connect(portOf(issuer), '127.0.0.1', () => {
        downstream.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        upstream.pipe(downstream).pipe(upstream);
      });
      for (const socket of [upstream, downstream]) socket.on('error', () => undefined);
    });
    for (const server of [issuer, proxy]) await once(server.listen(0, '127.0.0.1'), 'listening');
    setDefaultCACertificates([...trusted, authority.cert]);
    const logInBy = async (way: Readonly<Record<string, string>>) => {
      const gateway = await startGateway({
        ...SETTINGS,
        OIDC_ISSUER: told.issuer,
        TOLLGATE_DATA: temporary,
        HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`,
        ...way,
      });
      const { status, headers } = await fetch(`${gateway.url}/console/oidc/login`, { redirect: 'manual' });
      await gateway.close();
      return [status, headers.get('location')?.split('?', 1)[0]];
    };
    expect([await logInBy({}), tunnels]).toEqual([[302, told.authorization_endpoint], ['id.test:443']]);
    expect([await logInBy({ NO_PROXY: 'id.test' }), tunnels]).toEqual([[503, undefined], ['id.test:443']]);
    setDefaultCACertificates(trusted);
    issuer.close();
    proxy.close();
    proxy.closeAllConnections();
  });
});

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
