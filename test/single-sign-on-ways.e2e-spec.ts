import { temporaryFolder } from '../src/storage/testing/temporary-folder.js';
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
});
