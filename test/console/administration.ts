import type { Browser, Page } from 'playwright-core';
import { ScriptedUpstream } from '../support/scripted-upstream/scripted-upstream.js';
import { answerJson } from '../support/scripted-upstream/scripts.js';
import { startGateway, type RunningGateway } from '../support/start-gateway.js';
import { describeBudgets } from './budgets.js';
import { describeKeyboard } from './keyboard.js';
import { ConsoleTab } from './open-console.js';
import { SMALL_COMPLETION } from '../support/small-completion.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
/** It is asked when somebody goes there, and not before. */
const ISSUER = {
  OIDC_ISSUER: 'https://id.example.com',
  OIDC_CLIENT_ID: 'tollgate',
  OIDC_REDIRECT_URL: 'https://gateway.example.com/console/oidc/callback',
  OIDC_NAME: 'Acme',
  OIDC_ADMIN_VALUES: 'admins',
};
const PRICES = '{ m: { input_usd_per_million: 0, output_usd_per_million: 1000 } }';
const HELLO = { model: 'local/m', max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] };
const PAGES = [
  ['Today', '/'],
  ['Requests', '/requests'],
  ['Sessions', '/sessions'],
  ['Spend', '/spend?by=model&then=key'],
  ['Keys', '/keys'],
  ['Teams and users', '/teams'],
  ['Configuration', '/configuration'],
  ['Audit', '/audit'],
] as const;

/** @param browserOf when the tests run. */
export function describeAdministration(browserOf: () => Browser): void {
  describe('the console of a gateway with keys and a ledger', () => {
    let upstream: ScriptedUpstream;
    let gateway: RunningGateway;
    let tab: ConsoleTab;
    let page: Page;
    let secret: string;

    beforeAll(async () => {
      upstream = await ScriptedUpstream.start({ fallback: answerJson(200, SMALL_COMPLETION) });
      gateway = await startGateway(
        { ADMIN_API_KEY: ADMIN_KEY, ...ISSUER },
        `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES} }]`,
      );
      tab = await ConsoleTab.open(browserOf(), gateway.url);
      page = tab.page;
    }, 60_000);
    afterAll(async () => {
      await tab?.close();
      await gateway?.close();
      await upstream?.close();
    });

    const logIn = async (key: string) => {
      await page.getByLabel(/^Key/).fill(key);
      await page.getByRole('button', { name: 'Log in' }).click();
    };
    const chat = (key: string, session = 'conversation-1', signal?: AbortSignal) =>
      fetch(`${gateway.url}/v1/chat/completions`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${key}`,
          'x-tollgate-session': session,
          'user-agent': 'test-program/1.0',
        },
        body: JSON.stringify(HELLO),
        signal: signal ?? null,
      });
    const chatElsewhere = (key: string, signal?: AbortSignal) => chat(key, 'conversation-2', signal);
    /** The cell beside it is as wide as its budget. */
    const spentOf = (name: string) => page.getByRole('row', { name }).getByText(/^\$[\d.]+ of/);

    it('asks for a key in place of any page, refuses a wrong one, and takes that of administrators', async () => {
      await tab.visit('/keys');
      expect(await page.locator('h1').innerText()).toBe('Log in');
      const signOn = page.getByRole('link', { name: 'Sign in with Acme' });
      expect(await signOn.getAttribute('href')).toBe('/console/oidc/login?page=%2Fconsole%2Fkeys');
      expect(await tab.findings()).toEqual([]);
      await logIn('wrong-key');
      await page.getByRole('alert').getByText('This key is not known here').waitFor();
      await tab.shot('log-in');
      await logIn(ADMIN_KEY);
      await page.getByRole('heading', { name: 'Keys', level: 1 }).waitFor();
      expect(await page.context().cookies()).toEqual([
        expect.objectContaining({ httpOnly: true, sameSite: 'Strict' }),
      ]);
      expect(tab.takeComplaints()).toEqual([expect.stringContaining('401')]);
    });

    it('makes a key, shows it once, and shows its budget fill up while one looks', async () => {
      await page.getByRole('button', { name: 'New key' }).click();
      await page.getByLabel('Name').fill('ci of team red');
      await page.getByLabel('Team').fill('red');
      await page.getByRole('button', { name: 'Add a budget' }).click();
      await page.getByRole('group', { name: 'Budget 1' }).getByLabel('US dollars').fill('0.02');
      await tab.shot('new-key');
      expect(await tab.findings()).toEqual([]);
      await page.getByRole('button', { name: 'Create' }).click();
      secret = await page.getByRole('region', { name: 'key', exact: true }).innerText();
      expect(secret).toMatch(/^tg_\w{8}_[\w-]{43}$/);
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByText(secret).waitFor({ state: 'detached' });

      await spentOf('ci of team red').getByText('$0 of $0.02').waitFor();
      expect((await chat(secret)).status).toBe(200);
      await spentOf('ci of team red').getByText('$0.01 of $0.02').waitFor();
      expect((await chat(secret)).status).toBe(200);
      expect((await chat(secret)).status).toBe(402);
    });

    it('says what a team may spend', async () => {
      await tab.visit('/teams');
      await page.getByRole('button', { name: 'New team' }).click();
      await page.getByLabel('Name').fill('red');
      await page.getByRole('button', { name: 'Add a budget' }).click();
      await page.getByRole('group', { name: 'Budget 1' }).getByLabel('US dollars').fill('100');
      await page.getByRole('button', { name: 'Add a limit' }).click();
      await page.getByRole('group', { name: 'Limit 1' }).getByLabel('At most').fill('600');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('cell', { name: '600 requests a minute' }).waitFor();
    });

    describeBudgets({ tabOf: () => tab, upstreamOf: () => upstream, chat: chatElsewhere });
    describeKeyboard({ tabOf: () => tab, chat: chatElsewhere });

    it.each(PAGES)(
      '%s has nothing for axe to find, in light and dark, wide and narrow',
      async (name, path) => {
        await tab.visit(path);
        expect(await page.locator('h1').innerText()).toBe(name);
        expect(await tab.flaws(`kept-${name.toLowerCase().replaceAll(' ', '-')}`)).toEqual([]);
      },
    );

    it('tells of a request that was refused, and of the conversation that it belongs to', async () => {
      await tab.visit('/requests?outcome=refused');
      await page.getByRole('row').nth(1).getByRole('link').click();
      await page.getByText('The gateway refused: budget.exceeded').waitFor();
      await page.getByRole('link', { name: 'conversation-1' }).click();
      await page.getByText('3 shown').waitFor();
    });

    it('finds a key by its name or beginning, its requests by its name, and keeps its id in the address', async () => {
      await tab.visit('/keys');
      await page.getByLabel('Find').fill('TEAM RED');
      await page.getByText('1 shown').waitFor();
      await page.getByLabel('Find').fill(` Bearer ${secret}`);
      expect(await page.getByLabel('Find').inputValue()).toBe(secret.slice(0, 11));
      await page.getByText('1 shown').waitFor();
      await page.getByLabel('Find').fill('team blue');
      await page.getByText('No key matches.').waitFor();
      await tab.visit('/requests');
      await page.getByRole('combobox', { name: 'Key' }).fill('team red');
      expect(await tab.findings()).toEqual([]);
      await page.getByRole('option', { name: 'ci of team red' }).click();
      await page.getByText('3 shown').waitFor();
      expect(new URL(page.url()).searchParams.get('key')).toBe(secret.slice(3, 11));
      await page.reload();
      await tab.settled();
      expect(await page.getByRole('combobox', { name: 'Key' }).inputValue()).toBe('ci of team red');
      await tab.visit('/spend?by=key&then=key');
      await page.getByRole('cell', { name: 'ci of team red' }).waitFor();
    });

    it('gives spend out as CSV', async () => {
      await tab.visit('/spend');
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'CSV' }).click();
      const file = await (await download).createReadStream();
      const text = Buffer.concat(await file.toArray()).toString();
      expect(text.split('\r\n')[0]).toBe(
        'day,model,key,requests,failed,tokens_input,tokens_cache_read,tokens_cache_write,tokens_output,tokens_reasoning,tokens_total,tokens_audio,cost_usd,unpriced_requests',
      );
    });

    it('rotates and disables a key, and keeps account of it', async () => {
      await tab.visit('/keys');
      await page.getByRole('link', { name: 'ci of team red' }).click();
      await page.getByRole('button', { name: 'Rotate' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Rotate', exact: true }).click();
      const anew = await page.getByRole('region', { name: 'key', exact: true }).innerText();
      expect(anew).not.toBe(secret);
      expect((await chat(anew)).status).toBe(402);
      secret = anew;
      await page.getByRole('button', { name: 'Done' }).click();
      await tab.shot('one-key');
      expect(await tab.findings()).toEqual([]);
      await page.getByRole('button', { name: 'Disable' }).click();
      await page.getByText('disabled', { exact: true }).waitFor();
      expect((await chat(anew)).status).toBe(401);
      await page.getByRole('button', { name: 'Enable' }).click();
      await page.getByText('works').waitFor();
      await tab.visit('/audit');
      await page.getByRole('cell', { name: 'key.rotate' }).waitFor();
      const logIns = page.getByRole('row', { name: 'session.open' }).last();
      expect(await logIns.innerText()).not.toContain('made');
      await page.getByRole('button', { name: 'Check all entries' }).click();
      await page.getByText('No entry was changed').waitFor();
      expect(await tab.findings()).toEqual([]);
    });

    it('lets the holder of a key see what is his, and nothing of others', async () => {
      const here = 'Others hear of it as soon as the store is back.';
      await page.route('**/console/session', async (route) => {
        if (route.request().method() !== 'DELETE') return route.continue();
        await route.fetch();
        return route.fulfill({ status: 202, json: { ended: 'here', message: here } });
      });
      await page.getByRole('button', { name: 'Log out' }).click();
      await page.getByRole('heading', { name: 'Log in' }).waitFor();
      await page.getByText(here).waitFor();
      expect(await tab.findings()).toEqual([]);
      await page.unroute('**/console/session');
      await logIn(secret);
      await page.getByRole('link', { name: 'Your key' }).click();
      await page.getByText('$0.02 of $0.02 a month').waitFor();
      expect(await page.getByRole('link', { name: 'Audit' }).count()).toBe(0);
      await tab.shot('own-key');
      expect(await tab.findings()).toEqual([]);
      await tab.visit('/requests');
      await page.getByText('4 shown').waitFor();
      await page.getByRole('button', { name: 'Log out' }).click();
      await page.getByRole('heading', { name: 'Log in' }).waitFor();
      expect((await page.request.get(`${gateway.url}/usage`)).status()).toBe(401);
    });

    it('has complained of nothing else, and asked nobody but the gateway', () => {
      expect([tab.takeComplaints(), tab.foreign]).toEqual([[], []]);
    });
  });
}
