import { request as httpRequest } from 'node:http';
import { temporaryFolder } from '../src/storage/testing/temporary-folder.js';
import { AuditLog } from '../src/governance/audit/audit-log.js';
import { SessionAudit } from '../src/governance/audit/session-audit.js';
import { SessionsRepository } from '../src/access/sessions/sessions.repository.js';
import { STORE, StoreAwayError, type Store } from '../src/storage/store.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';
import { rawRequest, sendRaw } from './support/raw-http.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const GATEWAY_KEY = 'gateway-key-of-team-a';
const SESSION = '/console/session';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Record<string, unknown> | null;
}

describe('a session of the console', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway({ ADMIN_API_KEY: ADMIN_KEY, GATEWAY_API_KEYS: GATEWAY_KEY });
  });
  afterAll(() => gateway.close());

  /** As a browser sends it, which `fetch` does not let a program do. */
  const send = (method: string, path: string, headers: object = {}, body?: object): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const text = body && JSON.stringify(body);
      const sent = {
        ...(text !== undefined && { 'content-type': 'application/json', 'content-length': text.length }),
        ...headers,
      };
      const request = httpRequest(gateway.url + path, { method, headers: sent }, (response) => {
        let read = '';
        response.setEncoding('utf8').on('data', (piece: string) => (read += piece));
        response.on('end', () => {
          const isJson = response.headers['content-type']?.includes('json') ?? false;
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: isJson ? (JSON.parse(read) as Answer['body']) : null,
          });
        });
      });
      request.on('error', reject).end(text);
    });
  const OWN = { 'sec-fetch-site': 'same-origin' };
  const logIn = async (key: string, headers: object = OWN) => {
    const answer = await send('POST', SESSION, headers, { key });
    const [cookie = ''] = answer.headers['set-cookie'] ?? [];
    return { answer, cookie: cookie.split(';', 1)[0]!, attributes: cookie.split('; ').slice(1) };
  };
  const make = async (): Promise<{ id: string; key: string }> => {
    const headers = { authorization: `Bearer ${ADMIN_KEY}` };
    const { body } = await send('POST', '/admin/keys', headers, { name: 'of ann', user: 'ann' });
    return body as unknown as { id: string; key: string };
  };

  it('is none before anybody has logged in', async () => {
    expect(await send('GET', SESSION)).toMatchObject({
      status: 200,
      body: { role: 'none', key: null, expires_at: null },
    });
  });

  it('of an administrator opens what his key opens, to pages of the gateway’s own', async () => {
    const { answer, cookie, attributes } = await logIn(ADMIN_KEY);
    const role = { role: 'admin', key: null, expires_at: expect.stringMatching(/Z$/) as string };
    expect(answer).toMatchObject({ status: 200, body: role });
    expect(attributes).toEqual(['Path=/', 'Max-Age=43200', 'HttpOnly', 'SameSite=Strict']);
    const own = { cookie, ...OWN };
    expect(await send('GET', SESSION, own)).toMatchObject({ body: role });
    expect(await send('POST', '/admin/keys', own, { name: 'by cookie' })).toMatchObject({ status: 201 });
    expect(await send('GET', '/admin/keys', { cookie })).toMatchObject({ status: 200 });
    const audit = await send('GET', '/admin/audit?limit=1', own);
    expect(audit.body).toMatchObject({ data: [{ actor: 'admin', action: 'key.create' }] });
    await send('DELETE', SESSION, own);
    const { body } = await send('GET', '/admin/audit?limit=3', { 'x-api-key': ADMIN_KEY });
    expect(body).toMatchObject({
      data: [
        { action: 'session.end', actor: 'admin', target: 'admin' },
        { action: 'key.create' },
        { action: 'session.open', actor: 'admin', target: 'admin' },
      ],
    });
  });

  it.each<[string, object]>([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another port', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'http://127.0.0.1:1' }],
    ['nobody knows where', {}],
  ])('is worth nothing in a request that changes something, from %s', async (_, from) => {
    const { cookie } = await logIn(ADMIN_KEY);
    expect(await send('POST', '/admin/keys', { cookie, ...from }, { name: 'x' })).toMatchObject({
      status: 401,
      body: { error: { code: 'auth.invalid_key' } },
    });
  });

  it('of a user has the rights of his key, and ends with it', async () => {
    const { id, key } = await make();
    const { answer, cookie } = await logIn(key);
    const owner = { id, name: 'of ann', user: 'ann', team: null };
    expect(answer).toMatchObject({ status: 200, body: { role: 'user', key: owner } });
    const own = { cookie, ...OWN };
    for (const path of ['/v1/key', '/v1/models', '/usage', '/calls/recent', '/agents/llm-providers'])
      expect([path, (await send('GET', path, own)).status]).toEqual([path, 200]);
    const body = { model: 'sandbox/sim/echo', messages: [{ role: 'user', content: 'hello' }] };
    expect(await send('POST', '/v1/chat/completions', own, body)).toMatchObject({ status: 200 });
    expect((await send('GET', '/calls/recent', own)).body).toMatchObject({ data: [{ key: id }] });
    expect(await send('GET', '/admin/keys', own)).toMatchObject({ status: 403 });
    await send('DELETE', `/admin/keys/${id}`, { 'x-api-key': ADMIN_KEY });
    expect(await send('GET', '/v1/key', own)).toMatchObject({ status: 401 });
    expect(await send('GET', SESSION, own)).toMatchObject({ body: { role: 'none' } });
  });

  it('of a key of the operator’s has its name, and a key in a header goes before it', async () => {
    const { answer, cookie } = await logIn(` ${GATEWAY_KEY} `);
    expect(answer).toMatchObject({ body: { role: 'user', key: { name: 'gateway key 1' } } });
    const wrong = { cookie, ...OWN, authorization: 'Bearer another' };
    expect(await send('GET', '/v1/models', wrong)).toMatchObject({ status: 401 });
  });

  it('ends where somebody logs out, or logs in anew', async () => {
    const { cookie } = await logIn(ADMIN_KEY);
    const out = await send('DELETE', SESSION, { cookie, ...OWN });
    expect([out.status, out.headers['set-cookie']?.[0]]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect(await send('GET', '/admin/keys', { cookie })).toMatchObject({ status: 401 });
    const first = await logIn(ADMIN_KEY);
    await logIn(GATEWAY_KEY, { ...OWN, cookie: first.cookie });
    expect(await send('GET', '/admin/keys', { cookie: first.cookie })).toMatchObject({ status: 401 });
  });

  it('has a cookie that is sent over TLS alone, where the browser speaks TLS', async () => {
    const { cookie, attributes } = await logIn(ADMIN_KEY, { ...OWN, 'x-forwarded-proto': 'https' });
    expect([cookie.split('=', 1), attributes.at(-1)]).toEqual([['__Host-tollgate_session'], 'Secure']);
    expect(await send('GET', '/admin/keys', { cookie })).toMatchObject({ status: 200 });
  });

  it('is begun and ended by no page of another site', async () => {
    const { cookie } = await logIn(ADMIN_KEY);
    for (const from of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'http://elsewhere.example' }]) {
      const refused = { status: 403, body: { error: { code: 'auth.foreign_origin' } } };
      expect(await send('POST', SESSION, from, { key: ADMIN_KEY })).toMatchObject(refused);
      expect(await send('DELETE', SESSION, { ...from, cookie })).toMatchObject(refused);
    }
    expect(await send('GET', '/admin/keys', { cookie })).toMatchObject({ status: 200 });
  });

  it.each<[string, string[], number, string?]>([
    ['larger than a key can be', ['Content-Length: 4097'], 413],
    ['of no length', ['Transfer-Encoding: chunked'], 413, '2\r\n{}\r\n'],
    ['of another kind', ['Content-Length: 2', 'Content-Type: text/plain'], 415],
  ])('is not begun by a body %s, which stays unread', async (_, lines, status, body = '{}') => {
    const head = [`POST ${SESSION} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close', ...lines];
    expect(await sendRaw(gateway, rawRequest(head, body))).toMatchObject([{ status }]);
  });

  it('of administrators shows what the gateway was started with, and no secret of it', async () => {
    const { cookie } = await logIn(ADMIN_KEY);
    const { status, body } = await send('GET', '/admin/configuration', { ...OWN, cookie });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      file: null,
      notes: [],
      settings: expect.arrayContaining([
        expect.objectContaining({ name: 'ADMIN_API_KEY', value: null, secret: true, source: 'environment' }),
        expect.objectContaining({ name: 'BREAKER_MINIMUM_CALLS', value: '0', source: 'environment' }),
        expect.objectContaining({ name: 'LOG_FORMAT', source: 'default' }),
      ]) as unknown,
      providers: expect.arrayContaining([
        expect.objectContaining({
          id: 'openai',
          key_variables: ['OPENAI_API_KEY'],
          keys: 0,
          configured: false,
        }),
      ]) as unknown,
      routes: [],
    });
    const text = JSON.stringify(body);
    for (const secret of [ADMIN_KEY, GATEWAY_KEY]) expect(text).not.toContain(secret);
    const { cookie: own } = await logIn((await make()).key);
    expect(await send('GET', '/admin/configuration', { ...OWN, cookie: own })).toMatchObject({ status: 403 });
  });

  // the last, since it counts what came from this address
  it('is not begun by keys that are not known, of which ten a minute are looked at', async () => {
    const wrong = `tg_abcdefgh_${'x'.repeat(43)}`;
    for (const key of [undefined, '', 7])
      expect(await send('POST', SESSION, OWN, { key })).toMatchObject({ status: 400 });
    const beganMs = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => send('POST', SESSION, OWN, { key: wrong })),
    );
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    const refused = await send('POST', SESSION, OWN, { key: ADMIN_KEY });
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 'limit.exceeded' } } });
    const tookSeconds = (performance.now() - beganMs) / 1_000;
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(55 - tookSeconds);
    expect(gateway.logText()).not.toContain(wrong.slice(12));
  });
});

describe('a session of the console, after a restart', () => {
  const folder = temporaryFolder();
  const started = (key: string) => startGateway({ ADMIN_API_KEY: key, TOLLGATE_DATA: folder });

  it('is open as before, until its key is another', async () => {
    let gateway = await started(ADMIN_KEY);
    const opened = await fetch(gateway.url + SESSION, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({ key: ADMIN_KEY }),
    });
    const [cookie = ''] = opened.headers.getSetCookie();
    const roleNow = async () => {
      const headers = { cookie: cookie.split(';', 1)[0]!, 'sec-fetch-site': 'same-origin' };
      return ((await (await fetch(gateway.url + SESSION, { headers })).json()) as { role: string }).role;
    };
    expect(await roleNow()).toBe('admin');
    await gateway.close();
    gateway = await started(ADMIN_KEY);
    expect(await roleNow()).toBe('admin');
    await gateway.close();
    gateway = await started('another-key-0123456789abcdef');
    expect(await roleNow()).toBe('none');
    await gateway.close();
  });
});

describe('a session of the console, while the store is away', () => {
  const folder = temporaryFolder();
  const started = () => startGateway({ ADMIN_API_KEY: ADMIN_KEY, TOLLGATE_DATA: folder });
  afterEach(() => jest.restoreAllMocks());

  it('ends in this browser and this process, which the answer says', async () => {
    let gateway = await started();
    const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
    const body = JSON.stringify({ key: ADMIN_KEY });
    const opened = await fetch(gateway.url + SESSION, { method: 'POST', headers, body });
    const cookie = opened.headers.getSetCookie()[0]!.split(';', 1)[0]!;
    await gateway.close();
    gateway = await started(); // which has not seen the session
    const away = new StoreAwayError('The store does not answer.');
    jest.spyOn(gateway.app.get<Store>(STORE), 'write').mockRejectedValue(away);
    jest.spyOn(SessionsRepository.prototype, 'find').mockRejectedValue(away);
    const own = { cookie, 'sec-fetch-site': 'same-origin' };
    expect((await fetch(gateway.url + SESSION, { headers: own })).status).toBe(503);
    const out = await fetch(gateway.url + SESSION, { method: 'DELETE', headers: own });
    expect([out.status, await out.json()]).toEqual([
      202,
      { ended: 'here', message: expect.stringContaining('as soon as the store is back') as string },
    ]);
    expect(out.headers.getSetCookie()).toContainEqual(expect.stringContaining('Max-Age=0'));
    const who = await fetch(gateway.url + SESSION, { headers: own });
    expect(await who.json()).toMatchObject({ role: 'none' });
    expect((await fetch(`${gateway.url}/admin/keys`, { headers: own })).status).toBe(401);
    await gateway.close();
  });

  it('is in the audit with its own end once the store is back, be it known to this process or not', async () => {
    let gateway = await started();
    const opened = async () => {
      const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
      const body = JSON.stringify({ key: ADMIN_KEY });
      const answer = await fetch(gateway.url + SESSION, { method: 'POST', headers, body });
      return answer.headers.getSetCookie()[0]!.split(';', 1)[0]!;
    };
    const end = async (cookie: string) => {
      const headers = { cookie, 'sec-fetch-site': 'same-origin' };
      return (await fetch(gateway.url + SESSION, { method: 'DELETE', headers })).status;
    };
    const acts = async () => {
      const answer = await fetch(`${gateway.url}/admin/audit`, { headers: { 'x-api-key': ADMIN_KEY } });
      const { data } = (await answer.json()) as {
        data: readonly { action: string; actor: string; at: string }[];
      };
      return data.filter(({ action }) => action === 'session.end');
    };
    const before = await opened();
    await gateway.close();
    gateway = await started();
    const known = (await acts()).length;
    const own = await opened();
    const store = gateway.app.get<Store>(STORE);
    const away = new StoreAwayError('The store does not answer.');
    const refusals = [
      jest.spyOn(store, 'write').mockRejectedValue(away),
      jest.spyOn(SessionsRepository.prototype, 'find').mockRejectedValue(away),
      jest.spyOn(AuditLog.prototype, 'append').mockRejectedValue(away),
    ];
    const beganMs = Date.now();
    // a cookie that nobody was given is nobody's log-out
    expect([await end(own), await end(before), await end(`tollgate_session=${'x'.repeat(43)}`)]).toEqual([
      202, 202, 202,
    ]);
    const endedMs = Date.now();
    expect(await acts()).toHaveLength(known);
    for (const refusal of refusals) refusal.mockRestore();
    while ((await acts()).length < known + 2) await new Promise((resolve) => setImmediate(resolve));
    for (const { actor, at } of (await acts()).slice(0, 2)) {
      expect(actor).toBe('admin');
      expect(Date.parse(at)).toBeGreaterThanOrEqual(beganMs);
      expect(Date.parse(at)).toBeLessThanOrEqual(endedMs);
    }
    const check = await fetch(`${gateway.url}/admin/audit/check`, { headers: { 'x-api-key': ADMIN_KEY } });
    expect(await check.json()).toMatchObject({ broken_at: null });
    await gateway.close();
  });

  it('whose end the audit never hears of is told in the log as the process ends', async () => {
    const gateway = await started();
    const away = new StoreAwayError('The store does not answer.');
    jest.spyOn(AuditLog.prototype, 'append').mockRejectedValue(away);
    const audit = gateway.app.get(SessionAudit);
    for (let count = 0; count <= 1_000; count += 1)
      await audit.loggedOut({ id: 'admin', name: 'admin' }, `10.0.0.${count}`);
    const line = (await gateway.logLine(({ msg }) => String(msg).includes('logged out')))['msg'];
    expect(line).toMatch(/^The audit lacks that admin logged out from 10\.0\.0\.1000 at .*: too many wait/);
    await gateway.close();
    const last = await gateway.logLine(({ msg }) => String(msg).includes('10.0.0.999 '));
    expect(last['msg']).toContain('the store was away until the process ended');
  });
});

describe('where no keys are set', () => {
  it('a session is open, without a cookie', async () => {
    const gateway = await startGateway();
    const answer = await fetch(gateway.url + SESSION);
    expect(await answer.json()).toEqual({
      role: 'open',
      key: null,
      person: null,
      single_sign_on: null,
      expires_at: null,
    });
    await gateway.close();
  });

  it('a log-in without a key is none all the same', async () => {
    const gateway = await startGateway();
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(gateway.url + SESSION, { method: 'POST', headers, body: '{}' });
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: { param: 'key' } }]);
    await gateway.close();
  });
});
