import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LoginAttempts } from '../src/access/sessions/login-attempts.js';
import { CookieJar } from './support/cookie-jar.js';
import { CLIENT, OidcIssuer, type Claims } from './support/oidc-issuer.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const ANN = { sub: 'ann', email: 'ann@example.com', email_verified: true };
const ADMIN = { ...ANN, groups: ['staff', 'gateway-admins'] };
const CALLBACK = '/console/oidc/callback';

/** The port has to be known to the issuer, and to the gateway, before it listens: as it is for operators. */
const PUBLIC = 'http://127.0.0.1:4999';
/** As the guide says, but for addresses and what is secret. */
const GUIDE = readFileSync(join(__dirname, '..', 'docs', 'guides', 'single-sign-on.md'), 'utf8');
const GUIDED = Object.fromEntries(
  [...GUIDE.matchAll(/^export (OIDC_\w+)=([^\s#]+)/gm)].map(([, name, value]) => [name, value] as const),
) as Readonly<Record<string, string>>;
const settingsFor = (issuer: OidcIssuer) => ({
  ...GUIDED,
  ADMIN_API_KEY: ADMIN_KEY,
  OIDC_ISSUER: issuer.url,
  OIDC_CLIENT_SECRET: CLIENT.secret,
  OIDC_REDIRECT_URL: PUBLIC + CALLBACK,
  OIDC_NAME: 'Acme',
});

describe('single sign-on', () => {
  let issuer: OidcIssuer;
  let gateway: RunningGateway;
  beforeAll(async () => {
    // the issuer warns of what is right for tests alone
    for (const way of ['warn', 'info'] as const) jest.spyOn(console, way).mockImplementation();
    issuer = await OidcIssuer.start();
    issuer.serve(PUBLIC + CALLBACK);
    gateway = await startGateway(settingsFor(issuer));
  });
  afterAll(async () => {
    await gateway.close();
    await issuer.close();
  });
  beforeEach(() => {
    issuer.changeTokens = null;
  });

  const at = (path: string) => gateway.url + path;
  const isCallback = (url: string) => url.startsWith(PUBLIC + CALLBACK);
  /** Where the issuer sends the browser back to, as that reaches the gateway. */
  const comeBack = async (jar: CookieJar, page = '') => {
    const { url } = await jar.follow(at(`/console/oidc/login${page}`), isCallback);
    return url.replace(PUBLIC, gateway.url);
  };
  const logIn = async (person: { readonly sub: string } & Claims, jar = new CookieJar()) => {
    issuer.person = person;
    const answer = await jar.get(await comeBack(jar));
    return { jar, answer };
  };
  const json = async (jar: CookieJar, path: string) => (await (await jar.get(at(path))).json()) as Claims;
  const pageOf = async (answer: Response) => ({ status: answer.status, text: await answer.text() });
  const asAdmin = (method: string, path: string, body: object) =>
    fetch(at(path), {
      method,
      headers: { 'x-api-key': ADMIN_KEY, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const statusOf = async (jar: CookieJar, method: string, path: string, body?: object) => {
    const cookie = [...jar.of(gateway.url)].map((pair) => pair.join('=')).join('; ');
    const answer = await fetch(at(path), {
      method,
      headers: { cookie, origin: gateway.url, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return answer.status;
  };

  it('is offered to whoever is not logged in', async () => {
    expect(await json(new CookieJar(), '/console/session')).toMatchObject({
      role: 'none',
      single_sign_on: { name: 'Acme', login: '/console/oidc/login', logout: '/console/oidc/logout' },
    });
  });

  it('asks the issuer with code, PKCE, state and nonce, and keeps them from the page', async () => {
    const answer = await new CookieJar().get(at('/console/oidc/login'));
    const { searchParams } = new URL(answer.headers.get('location') ?? '');
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      client_id: CLIENT.id,
      redirect_uri: PUBLIC + CALLBACK,
      scope: 'openid profile email',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^.{43}$/) as string,
      state: expect.stringMatching(/^.{43}$/) as string,
      nonce: expect.stringMatching(/^.{43}$/) as string,
    });
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^tollgate_login=[\w-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/);
    expect(cookie).not.toContain(searchParams.get('state'));
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('makes an administrator of whom the issuer says so, and the audit names him', async () => {
    const { jar, answer } = await logIn(ADMIN);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/console']);
    const cookies = answer.headers.getSetCookie();
    expect(cookies).toEqual([
      'tollgate_login=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax',
      expect.stringMatching(/^tollgate_session=.{43}; Path=\/; Max-Age=3600; HttpOnly; SameSite=Strict$/),
    ]);
    expect(await json(jar, '/console/session')).toMatchObject({
      role: 'admin',
      key: null,
      person: { name: 'ann@example.com', user: 'ann@example.com' },
    });
    expect(await statusOf(jar, 'POST', '/admin/keys', { name: 'of ann', user: ANN.email })).toBe(201);
    const hello = { model: 'sandbox/sim/echo', messages: [{ role: 'user', content: 'hello' }] };
    expect(await statusOf(jar, 'POST', '/v1/chat/completions', hello)).toBe(200);
    const { data } = await json(jar, '/admin/audit?limit=2');
    expect(data).toMatchObject([
      { action: 'key.create', actor: 'person:ann@example.com' },
      { action: 'session.open', actor: 'person:ann@example.com', target: 'person:ann@example.com' },
    ]);
    expect((await json(jar, '/usage?group_by=user'))['data']).toMatchObject([
      { user: ANN.email, requests: 1 },
    ]);
  });

  it('lets a viewer see what administrators see, and change nothing', async () => {
    const { jar } = await logIn({ sub: 'vic', email: 'vic@example.com', groups: 'finance' });
    for (const path of ['/admin/keys', '/admin/usage', '/admin/calls', '/admin/audit', '/admin/teams'])
      expect([path, (await jar.get(at(path))).status]).toEqual([path, 200]);
    // what was asked and answered is for administrators alone
    expect((await jar.get(at('/admin/calls/x/capture'))).status).toBe(403);
    const scope = { budgets: [{ usd: '1', per: 'day' }] };
    for (const [method, path, body] of [
      ['POST', '/admin/keys', { name: 'x' }],
      ['PUT', '/admin/teams/red', scope],
      ['DELETE', '/admin/teams/red', undefined],
      ['POST', '/v1/chat/completions', { model: 'sandbox/sim/echo', messages: [] }],
      ['POST', '/agents/llm-providers/sandbox', { prompt: 'hello' }],
      ['POST', '/v1beta/models/sim/echo:generateContent', { contents: [] }],
      ['DELETE', '/v1/responses/resp_1', undefined],
    ] as const)
      expect([method, path, await statusOf(jar, method, path, body)]).toEqual([method, path, 403]);
  });

  it('shows a member his own keys and spend, and nothing of others', async () => {
    for (const user of ['mia@example.com', 'bob@example.com'])
      await asAdmin('POST', '/admin/keys', { name: `of ${user}`, user });
    const { jar } = await logIn({ sub: 'mia', email: 'mia@example.com', groups: ['staff'] });
    expect(await json(jar, '/console/session')).toMatchObject({ role: 'member' });
    expect((await jar.get(at('/admin/keys'))).status).toBe(403);
    expect(await statusOf(jar, 'POST', '/admin/keys', { name: 'x' })).toBe(403);
    expect(await json(jar, '/v1/keys')).toMatchObject({
      data: [{ name: 'of mia@example.com', user: 'mia@example.com', budgets: [] }],
      next: null,
    });
    expect(await json(jar, '/v1/key')).toMatchObject({ user: 'mia@example.com' });
    expect((await json(jar, '/usage'))['data']).toEqual([expect.objectContaining({ requests: 0 })]);
    expect(await json(jar, '/calls/recent')).toMatchObject({ data: [] });
  });

  it.each<[string, { readonly sub: string } & Claims, RegExp]>([
    ['without a role', { ...ANN, groups: ['others'] }, /gives you no role/],
    ['without any groups', ANN, /gives you no role/],
    ['with a role that holds another’s name', { ...ANN, groups: 'gateway-admins-of-red' }, /no role/],
    [
      'whose address is not verified',
      { ...ANN, email_verified: false, groups: 'staff' },
      /not say who you are/,
    ],
    ['without a name that a member needs', { sub: 'x', groups: 'staff' }, /not say who you are/],
    ['whose name is none', { sub: 'x', email: 'a\nb', groups: 'staff' }, /not say who you are/],
  ])('tells somebody %s that he is not let in', async (_, person, words) => {
    const { jar, answer } = await logIn(person);
    const page = await pageOf(answer);
    expect(page).toMatchObject({ status: 403, text: expect.stringMatching(words) as string });
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(jar.of(gateway.url).has('tollgate_session')).toBe(false);
  });

  it.each([
    ['/console/keys?team=red', '/console/keys?team=red'],
    ['//evil.example', '/console'],
    ['https://evil.example/console', '/console'],
    ['/console\\@evil.example', '/console'],
    ['/consoles', '/console'],
    ['/console/oidc/logout', '/console'],
  ])('leads from the issuer to %s by way of %s', async (asked, led) => {
    issuer.person = ADMIN;
    const jar = new CookieJar();
    const answer = await jar.get(await comeBack(jar, `?page=${encodeURIComponent(asked)}`));
    expect(answer.headers.get('location')).toBe(led);
  });

  it('ends the session that the browser had before', async () => {
    const { jar } = await logIn(ADMIN);
    const before = jar.of(gateway.url).get('tollgate_session')!;
    await logIn(ADMIN, jar);
    const old = await fetch(at('/admin/keys'), { headers: { cookie: `tollgate_session=${before}` } });
    expect([old.status, (await jar.get(at('/admin/keys'))).status]).toEqual([401, 200]);
  });

  it('logs out here and at the issuer, and for nobody’s page but its own', async () => {
    const { jar } = await logIn(ADMIN);
    const foreign = await jar.get(at('/console/oidc/logout'), { origin: 'http://evil.example' });
    expect([foreign.headers.get('location'), (await jar.get(at('/admin/keys'))).status]).toEqual([
      '/console',
      200,
    ]);
    const token = jar.of(gateway.url).get('tollgate_session')!;
    const { headers } = await jar.get(at('/console/oidc/logout'));
    const there = new URL(headers.get('location') ?? '');
    expect(there.origin + there.pathname).toBe(`${issuer.url}/session/end`);
    expect(there.searchParams.get('post_logout_redirect_uri')).toBe(`${PUBLIC}/console`);
    expect((await jar.get(there.href)).status).toBe(200);
    const old = await fetch(at('/admin/keys'), { headers: { cookie: `tollgate_session=${token}` } });
    expect(old.status).toBe(401);
    const audit = await fetch(at('/admin/audit?limit=1'), { headers: { 'x-api-key': ADMIN_KEY } });
    expect(await audit.json()).toMatchObject({
      data: [{ action: 'session.end', actor: 'person:ann@example.com' }],
    });
  });

  it('answers 503 while the issuer is away, lets keys in, recovers, and asks for claims that the id token lacks', async () => {
    const thin = await OidcIssuer.start([]);
    thin.serve(PUBLIC + CALLBACK);
    thin.isAway = true;
    const other = await startGateway(settingsFor(thin));
    const answer = await fetch(`${other.url}/console/oidc/login`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await answer.text()).toContain('Acme does not answer');
    expect((await fetch(`${other.url}/admin/keys`, { headers: { 'x-api-key': ADMIN_KEY } })).status).toBe(
      200,
    );
    thin.isAway = false;
    thin.person = ADMIN;
    const jar = new CookieJar();
    // an issuer that goes away meanwhile is no attempt that failed
    for (let time = 0; time < 11; time += 1) {
      const begun = new CookieJar();
      const { url: code } = await begun.follow(`${other.url}/console/oidc/login`, isCallback);
      thin.isAway = true;
      expect((await begun.get(code.replace(PUBLIC, other.url))).status).toBe(503);
      thin.isAway = false;
    }
    const { url } = await jar.follow(`${other.url}/console/oidc/login`, isCallback);
    expect((await jar.get(url.replace(PUBLIC, other.url))).status).toBe(302);
    const shown = await (await jar.get(`${other.url}/console/session`)).json();
    expect(shown).toMatchObject({ role: 'admin', person: { name: ANN.email } });
    await other.close();
    await thin.close();
  });

  describe('refuses', () => {
    // ten attempts that failed are looked at in a minute
    const forgive = (times: number) =>
      Array.from({ length: times }, () => gateway.app.get(LoginAttempts).forgive('127.0.0.1'));

    it('a code that was sent to another browser', async () => {
      issuer.person = ADMIN;
      const [own, thief] = [new CookieJar(), new CookieJar()];
      const url = await comeBack(own);
      expect((await thief.get(url)).status).toBe(400);
      await thief.get(at('/console/oidc/login'));
      expect((await thief.get(url)).status).toBe(400);
      expect(thief.of(gateway.url).has('tollgate_session')).toBe(false);
      forgive(2);
    });

    it('an address of return that was used, cookie and all', async () => {
      issuer.person = ADMIN;
      const jar = new CookieJar();
      const url = await comeBack(jar);
      const cookie = `tollgate_login=${jar.of(gateway.url).get('tollgate_login')}`;
      expect((await jar.get(url)).status).toBe(302);
      const again = await fetch(url, { headers: { cookie }, redirect: 'manual' });
      expect([again.status, again.headers.getSetCookie()]).toEqual([
        400,
        [expect.stringContaining('Max-Age=0')],
      ]);
      forgive(1);
    });

    it.each<[string, (url: URL) => void]>([
      ['another state', ({ searchParams }) => searchParams.set('state', 'x'.repeat(43))],
      ['no state', ({ searchParams }) => searchParams.delete('state')],
      ['another code', ({ searchParams }) => searchParams.set('code', 'x'.repeat(43))],
      ['two codes', ({ searchParams }) => searchParams.append('code', 'x')],
      ['the name of another issuer', ({ searchParams }) => searchParams.set('iss', 'https://evil.example')],
      ['no name of the issuer, who gives one', ({ searchParams }) => searchParams.delete('iss')],
    ])('an address of return with %s', async (_, change) => {
      issuer.person = ADMIN;
      const jar = new CookieJar();
      const url = new URL(await comeBack(jar));
      change(url);
      expect((await jar.get(url.href)).status).toBe(400);
      expect(jar.of(gateway.url).has('tollgate_session')).toBe(false);
      forgive(1);
    });

    const others = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const claimsIn = (token: unknown) =>
      JSON.parse(Buffer.from(String(token).split('.')[1]!, 'base64url').toString()) as Claims;
    it.each<[string, (claims: Claims) => string | undefined]>([
      ['for another client', (claims) => issuer.signed({ ...claims, aud: 'other' })],
      [
        'for several, asked for by another',
        (claims) => issuer.signed({ ...claims, aud: ['x', CLIENT.id], azp: 'x' }),
      ],
      ['of another issuer', (claims) => issuer.signed({ ...claims, iss: 'https://evil.example' })],
      ['whose time is over', (claims) => issuer.signed({ ...claims, exp: 1_000_000_000 })],
      ['with another nonce', (claims) => issuer.signed({ ...claims, nonce: 'x' })],
      ['without a nonce', (claims) => issuer.signed({ ...claims, nonce: undefined })],
      ['that another signed', (claims) => issuer.signed(claims, {}, others)],
      ['signed with a key that is not known', (claims) => issuer.signed(claims, { kid: 'other' }, others)],
      ['that says of itself that nobody signed it', (claims) => issuer.signed(claims, { alg: 'none' })],
      ['that says another way of signing', (claims) => issuer.signed(claims, { alg: 'HS256' })],
      ['that is none', () => 'x.y.z'],
      ['that is not there', () => undefined],
    ])('an id token %s', async (_, forged) => {
      issuer.changeTokens = (tokens) => ({ ...tokens, id_token: forged(claimsIn(tokens['id_token'])) });
      const { jar, answer } = await logIn(ADMIN);
      const page = await pageOf(answer);
      expect(page).toMatchObject({ status: 400, text: expect.stringContaining('Log in again') as string });
      expect(jar.of(gateway.url).has('tollgate_session')).toBe(false);
      forgive(1);
    });

    it('what the issuer refuses, in words of its own', async () => {
      issuer.person = ADMIN;
      const jar = new CookieJar();
      const url = new URL(await comeBack(jar));
      url.searchParams.delete('code');
      url.searchParams.set('error', 'access_denied');
      url.searchParams.set('error_description', '<script>alert(1)</script>');
      const page = await pageOf(await jar.get(url.href));
      expect(page).toMatchObject({ status: 403, text: expect.not.stringContaining('<script') as string });
      forgive(1);
    });

    it('more than ten attempts in a minute that failed, before the issuer is asked', async () => {
      const asked = Array.from(
        { length: 12 },
        async () => (await fetch(at(`${CALLBACK}?code=x&state=y`))).status,
      );
      const statuses = (await Promise.all(asked)).toSorted((a, b) => a - b);
      expect(statuses).toEqual([...Array.from({ length: 10 }, () => 400), 429, 429]);
      expect(gateway.logText()).not.toMatch(new RegExp(`${CLIENT.secret}|code=`));
      expect(gateway.logText()).toContain('A log-in was refused: no_role');
    });
  });
});
