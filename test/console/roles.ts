import type { Browser } from 'playwright-core';
import { CookieJar } from '../support/cookie-jar.js';
import { CLIENT, OidcIssuer } from '../support/oidc-issuer.js';
import { startGateway, type RunningGateway } from '../support/start-gateway.js';
import { ConsoleTab } from './open-console.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
/** Registered with the issuer; the browser that logs in here is a jar of cookies, which goes to the gateway itself. */
const PUBLIC = 'http://127.0.0.1:4999';
const CALLBACK = '/console/oidc/callback';
const PEOPLE = {
  viewer: { sub: 'vic', email: 'vic@example.com', email_verified: true, groups: ['auditors'] },
  member: { sub: 'mia', email: 'mia@example.com', email_verified: true, groups: ['staff'] },
} as const;

/** @param browserOf when the tests run. */
export function describeRoles(browserOf: () => Browser): void {
  describe('the console of people who look alone', () => {
    let issuer: OidcIssuer;
    let gateway: RunningGateway;
    let key: { readonly id: string; readonly key: string };

    const asAdmin = async (method: string, path: string, body: object) => {
      const answer = await fetch(gateway.url + path, {
        method,
        headers: { 'x-api-key': ADMIN_KEY, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(answer.ok).toBe(true);
      return (await answer.json()) as typeof key;
    };

    beforeAll(async () => {
      for (const way of ['warn', 'info'] as const) jest.spyOn(console, way).mockImplementation();
      issuer = await OidcIssuer.start();
      issuer.serve(PUBLIC + CALLBACK);
      gateway = await startGateway(
        {
          ADMIN_API_KEY: ADMIN_KEY,
          OIDC_ISSUER: issuer.url,
          OIDC_CLIENT_ID: CLIENT.id,
          OIDC_CLIENT_SECRET: CLIENT.secret,
          OIDC_REDIRECT_URL: PUBLIC + CALLBACK,
          OIDC_VIEWER_VALUES: 'auditors',
          OIDC_MEMBER_VALUES: 'staff',
        },
        'capture: { mode: all }',
      );
      const budgets = [{ budget_usd: '5', per: 'month' }];
      key = await asAdmin('POST', '/admin/keys', { name: 'of mia', user: PEOPLE.member.email, budgets });
      await asAdmin('PUT', '/admin/teams/red', { budgets });
    }, 60_000);
    afterAll(async () => {
      await gateway?.close();
      await issuer?.close();
    });

    const logInAs = async (role: keyof typeof PEOPLE, jar: CookieJar) => {
      issuer.person = PEOPLE[role];
      const back = await jar.follow(`${gateway.url}/console/oidc/login`, (url) => url.startsWith(PUBLIC));
      await jar.get(back.url.replace(PUBLIC, gateway.url));
    };
    const logInByKey = (jar: CookieJar) =>
      jar.send('POST', `${gateway.url}/console/session`, { origin: gateway.url }, { key: key.key });
    /** A tab in which somebody is logged in; `user` = by his key. */
    const tabOf = async (role: keyof typeof PEOPLE | 'user') => {
      const jar = new CookieJar();
      await (role === 'user' ? logInByKey(jar) : logInAs(role, jar));
      const tab = await ConsoleTab.open(browserOf(), gateway.url);
      const value = jar.of(gateway.url).get('tollgate_session')!;
      await tab.page.context().addCookies([{ name: 'tollgate_session', value, url: gateway.url }]);
      return tab;
    };
    const askByKey = async () => {
      const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key.key}`, 'content-type': 'application/json' },
        body: '{"model":"sandbox/sim/echo","messages":[{"role":"user","content":"hi"}]}',
      });
      expect(answer.status).toBe(200);
    };
    const namesOf = (tab: ConsoleTab, role: 'button' | 'link') =>
      tab.page.locator('main').getByRole(role).allInnerTexts();
    const pagesOf = (tab: ConsoleTab) =>
      tab.page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts();
    const expectNothingToSend = async (tab: ConsoleTab, role: string) => {
      await tab.visit('/playground');
      const send = tab.page.getByRole('button', { name: 'Send' });
      expect(await send.isDisabled()).toBe(true);
      await tab.page.getByText(`As a ${role} you look, and have no model asked`).waitFor();
      expect(await tab.findings()).toEqual([]);
      await tab.shot(`playground-of-a-${role}`);
    };

    /** No page of the list asks for what is refused: the browser would tell. */
    const expectQuietPages = async (tab: ConsoleTab) => {
      await tab.visit('/');
      for (const name of await pagesOf(tab)) {
        await tab.page.getByRole('link', { name, exact: true }).first().click();
        await tab.settled();
      }
      expect([tab.takeComplaints(), tab.foreign]).toEqual([[], []]);
      await tab.close();
    };

    it('shows viewers what administrators see, without what they may not do', async () => {
      const tab = await tabOf('viewer');
      await tab.visit('/keys');
      await tab.page.getByRole('link', { name: 'of mia' }).waitFor();
      expect(await namesOf(tab, 'button')).toEqual([]);
      await tab.visit(`/keys/${key.id}`);
      await tab.page.getByText('$0 of $5.00 a month').waitFor();
      expect(await namesOf(tab, 'button')).toEqual([]);
      await tab.shot('one-key-of-a-viewer');
      await tab.visit('/teams');
      await tab.page.getByRole('cell', { name: 'red' }).waitFor();
      expect(await namesOf(tab, 'button')).toEqual([]);
      expect(await tab.page.getByRole('columnheader').allInnerTexts()).not.toContain('Change');
      for (const kind of ['selectors', 'everything', 'defaults']) {
        await tab.visit(`/teams?kind=${kind}`);
        expect([kind, await namesOf(tab, 'button')]).toEqual([kind, []]);
      }
      await expectNothingToSend(tab, 'viewer');
      await expectQuietPages(tab);
    });

    it('tells viewers that something was kept, and shows what was said to none of them', async () => {
      const messages = [{ role: 'user', content: 'hello' }];
      await asAdmin('POST', '/v1/chat/completions', { model: 'sandbox/sim/echo', messages });
      const tab = await tabOf('viewer');
      await tab.visit('/requests');
      await tab.page.getByRole('row').nth(1).getByRole('link').click();
      await tab.page.getByText('It was kept, and is shown to administrators alone.').waitFor();
      expect([await namesOf(tab, 'button'), tab.takeComplaints()]).toEqual([[], []]);
      await tab.close();
    });

    it('shows members what is their own, and none of the pages of administrators', async () => {
      const tab = await tabOf('member');
      await tab.visit('/own-keys');
      await tab.page.getByText('$0 of $5.00 a month').waitFor();
      expect(await namesOf(tab, 'button')).toEqual([]);
      expect(await pagesOf(tab)).toEqual([
        'Today',
        'Requests',
        'Sessions',
        'Spend',
        'Your keys',
        'Providers',
        'Playground',
        'Connect',
      ]);
      await expectNothingToSend(tab, 'member');
      await tab.visit('/');
      expect(await namesOf(tab, 'link')).toEqual(['Connect']);
      await expectQuietPages(tab);
    });

    it('shows the holder of a key what he may: to ask, and nothing to change', async () => {
      const tab = await tabOf('user');
      await tab.visit('/own-key');
      await tab.page.getByText('$0 of $5.00 a month').waitFor();
      expect(await namesOf(tab, 'button')).toEqual([]);
      await askByKey();
      await tab.visit('/spend');
      await tab.page.getByRole('cell', { name: 'of mia' }).waitFor();
      await tab.visit('/playground');
      expect(await tab.page.getByRole('button', { name: 'Send' }).isEnabled()).toBe(true);
      for (const path of ['/keys', `/keys/${key.id}`, '/teams', '/audit', '/configuration']) {
        await tab.visit(path);
        expect([path, await tab.page.locator('h1').innerText()]).toEqual([path, 'Not found']);
      }
      await expectQuietPages(tab);
    });
  });
}
