import type { Browser } from 'playwright-core';
import { startGateway, type RunningGateway } from '../support/start-gateway.js';
import { ConsoleTab } from './open-console.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';

/** @param browserOf when the tests run. */
export function describeSharedSession(browserOf: () => Browser): void {
  describe('the session of a browser', () => {
    let gateway: RunningGateway;
    let tab: ConsoleTab;
    let [ann, bob] = ['', ''];

    const send = async (path: string, key: string, body: object, session = '') => {
      const headers = { 'x-api-key': key, 'content-type': 'application/json', 'x-tollgate-session': session };
      const answer = await fetch(gateway.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
      expect(answer.ok).toBe(true);
      return (await answer.json()) as { readonly key: string };
    };
    /** A key by which something was asked, in a conversation that has the same name. */
    const keyOf = async (name: string) => {
      const { key } = await send('/admin/keys', ADMIN_KEY, { name });
      const messages = [{ role: 'user', content: 'hello' }];
      await send('/v1/chat/completions', key, { model: 'sandbox/sim/echo', messages }, `talk-of-${name}`);
      return key;
    };
    const logOutUnseen = async () => {
      const headers = { origin: gateway.url };
      expect((await tab.page.request.delete(`${gateway.url}/console/session`, { headers })).ok()).toBe(true);
    };
    const isAskedForKey = () => tab.page.getByRole('heading', { name: 'Log in', level: 1 }).waitFor();

    beforeAll(async () => {
      gateway = await startGateway({ ADMIN_API_KEY: ADMIN_KEY });
      [ann, bob] = [await keyOf('ann'), await keyOf('bob')];
      tab = await ConsoleTab.open(browserOf(), gateway.url);
    });
    afterAll(async () => {
      await tab?.close();
      await gateway?.close();
    });

    it('shows in each tab who logged in last in any of them, and what is of him alone', async () => {
      await tab.logIn(ann);
      await tab.visit('/sessions');
      await tab.page.getByRole('link', { name: 'talk-of-ann' }).waitFor();
      const other = await ConsoleTab.beside(tab);
      await other.visit('/');
      await other.page.getByRole('button', { name: 'Log out' }).click();
      await isAskedForKey();
      await other.page.getByLabel(/^Key/).fill(bob);
      await other.page.getByRole('button', { name: 'Log in' }).click();
      await tab.page.getByRole('link', { name: 'talk-of-bob' }).waitFor();
      expect(await tab.page.getByRole('contentinfo').innerText()).toContain('bob');
      expect(await tab.page.getByText('talk-of-ann').count()).toBe(0);

      // without a log-out between them, as by another program that has the cookie
      await tab.logIn(ann);
      await other.visit('/sessions');
      await tab.page.getByRole('link', { name: 'talk-of-ann' }).waitFor();
      expect(await tab.page.getByText('talk-of-bob').count()).toBe(0);
      expect([...tab.takeComplaints(), ...other.takeComplaints()]).toEqual([]);
      await other.page.close();
    });

    it('asks for a key where it ended before a form was sent', async () => {
      await tab.logIn(ADMIN_KEY);
      await tab.visit('/keys');
      await tab.page.getByRole('button', { name: 'New key' }).click();
      await tab.page.getByLabel('Name').fill('too late');
      await logOutUnseen();
      await tab.page.getByRole('button', { name: 'Create', exact: true }).click();
      await isAskedForKey();
      expect(tab.takeComplaints()).toEqual([expect.stringContaining('401')]);
    });

    it('asks for a key where it ended before a model was asked', async () => {
      await tab.logIn(ann);
      await tab.visit('/playground');
      await tab.page.getByLabel('Prompt').fill('too late');
      await logOutUnseen();
      await tab.page.getByRole('button', { name: 'Send' }).click();
      await isAskedForKey();
      expect(tab.takeComplaints()).toContainEqual(expect.stringContaining('401'));
    });
  });
}
