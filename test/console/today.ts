import type { Browser } from 'playwright-core';
import { ScriptedUpstream } from '../support/scripted-upstream/scripted-upstream.js';
import { answerJson } from '../support/scripted-upstream/scripts.js';
import { startGateway, type RunningGateway } from '../support/start-gateway.js';
import { ConsoleTab } from './open-console.js';
import { describeSpend } from './spend.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const PRICES = '{ input_usd_per_million: 100, output_usd_per_million: 1000 }';
/** Half a mill for what was asked, ten for the answer; of its input two in five came from a cache. */
const ANSWER = {
  id: 'c-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: {
    prompt_tokens: 5,
    completion_tokens: 10,
    total_tokens: 15,
    prompt_tokens_details: { cached_tokens: 2 },
  },
};

/** @param browserOf when the tests run. */
export function describeToday(browserOf: () => Browser): void {
  describe.each([
    ['with a ledger', { ADMIN_API_KEY: ADMIN_KEY }],
    ['without a ledger', {}],
  ] as const)('what came of a day, %s', (_, settings) => {
    const hasLedger = 'ADMIN_API_KEY' in settings;
    let upstream: ScriptedUpstream;
    let gateway: RunningGateway;
    let tab: ConsoleTab;

    beforeAll(async () => {
      upstream = await ScriptedUpstream.start({ fallback: answerJson(200, ANSWER) });
      const prices = `prices: { m: ${PRICES}, n: ${PRICES} }`;
      gateway = await startGateway(
        settings,
        [
          `providers: [{ id: local, base_url: "${upstream.origin}/v1", default_model: m, ${prices} }]`,
          'routes: [{ id: steady, targets: [{ provider: local }] }]',
        ].join('\n'),
      );
      tab = await ConsoleTab.open(browserOf(), gateway.url);
      if (hasLedger) await tab.logIn(ADMIN_KEY);
      const key = hasLedger ? await keyOf('red') : ADMIN_KEY;
      for (const model of ['local/m', 'local/m', 'local/n']) expect(await ask(key, model)).toBe(200);
      upstream.next(answerJson(500, { error: { message: 'down' } }));
      expect(await ask(ADMIN_KEY, 'local/n')).toBe(502);
      // counts what was spent before
      const budgets = [{ budget_usd: '0.035', per: 'day' }];
      if (hasLedger) expect((await send('PUT', '/admin/teams/red', ADMIN_KEY, { budgets })).status).toBe(200);
    }, 60_000);
    afterAll(async () => {
      await tab?.close();
      await gateway?.close();
      await upstream?.close();
    });

    const send = (method: string, path: string, key: string, body: object, session = 'conversation-1') =>
      fetch(gateway.url + path, {
        method,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'test-program/1.0',
          'x-tollgate-session': session,
          'x-api-key': key,
        },
        body: JSON.stringify(body),
      });
    const keyOf = async (team: string) => {
      const answer = await send('POST', '/admin/keys', ADMIN_KEY, { name: `of team ${team}`, team });
      return ((await answer.json()) as { readonly key: string }).key;
    };
    const ask = async (key: string, model: string, session?: string) => {
      const body = { model, max_tokens: 10, messages: [{ role: 'user', content: 'hello' }] };
      return (await send('POST', '/v1/chat/completions', key, body, session)).status;
    };
    const barsOf = async (label: string) =>
      (await tab.page.getByRole('list', { name: label }).getByRole('listitem').allInnerTexts()).map((text) =>
        text.split('\n').filter((line) => line !== ''),
      );

    it('tells requests, errors, cost and what came from caches, as the reports do', async () => {
      await tab.visit('/');
      const text = await tab.page.locator('main dl').first().innerText();
      const lines = text.split('\n').filter((line) => line !== '');
      const figure = (name: string) => lines.slice(lines.indexOf(name) + 1, lines.indexOf(name) + 3);
      expect(figure('Requests')).toEqual(['4', '1 failed']);
      expect(figure('Errors')).toEqual(['25 %', 'of requests']);
      expect(figure('Cost')).toEqual(['$0.0315', 'all priced']);
      expect(figure('First token')).toEqual(['–', 'no stream yet']);
      expect(figure('Tokens in')).toEqual(['15', '30 out']);
      expect(figure('From cache')).toEqual(['40 %', 'of tokens in']);
      const path = hasLedger ? '/admin/usage' : '/calls/recent';
      const answer = await fetch(gateway.url + path, { headers: { 'x-api-key': ADMIN_KEY } });
      const { data } = (await answer.json()) as { data: readonly { readonly cost_usd: string }[] };
      expect(data.reduce((sum, { cost_usd }) => sum + Number(cost_usd), 0)).toBeCloseTo(0.0315, 10);
    });

    it('tells who leads, and which budgets are near their end', async () => {
      expect(await barsOf('Models by cost')).toEqual([
        ['m', '$0.021 · 2'],
        ['n', '$0.0105 · 2'],
      ]);
      expect(await barsOf('Providers by cost')).toEqual([['local', '$0.0315 · 4']]);
      expect(await barsOf('Programs by cost')).toEqual([['test-program/1.0', '$0.0315 · 4']]);
      expect(await tab.page.getByText('$0.0315 of $0.035 a day').count()).toBe(hasLedger ? 1 : 0);
      await tab.shot(`today-led-${hasLedger ? 'kept' : 'remembered'}`);
    });

    it('joins the requests of one conversation', async () => {
      await tab.visit('/sessions');
      const cells = await tab.page.getByRole('row').nth(1).getByRole('cell').allInnerTexts();
      const [name, program, , , requests, failed, tokens, cost] = cells;
      expect([name, program, requests, failed, tokens, cost]).toEqual([
        'conversation-1',
        'test-program/1.0',
        '4',
        '1',
        '45',
        '$0.0315',
      ]);
      await tab.page.getByRole('link', { name: 'conversation-1' }).click();
      await tab.page.getByText('4 shown').waitFor();
    });

    if (hasLedger) describeSpend({ tabOf: () => tab, barsOf });

    it('finds calls by what it is told, be it spelled like a part of an address', async () => {
      const { page } = tab;
      const session = 'a%26b=c+d e';
      expect(await ask(hasLedger ? ADMIN_KEY : '', 'steady', session)).toBe(200);
      await tab.visit('/sessions');
      await page.getByRole('link', { name: session }).click();
      await page.getByText('1 shown').waitFor();
      expect(await page.getByLabel('Session').inputValue()).toBe(session);
      await page.getByRole('row').nth(1).getByRole('link').click();
      await page.getByRole('link', { name: session }).waitFor();
      await page.getByRole('link', { name: 'All requests' }).click();
      await page.getByText('1 shown').waitFor();
      expect(await page.getByLabel('Session').inputValue()).toBe(session);
      await page.getByLabel('Model').fill('local/none');
      await page.getByText('No request matches.').waitFor();
      await page.getByLabel('Model').fill('local/m');
      await page.getByText('1 shown').waitFor();
      await page.getByLabel('Time').selectOption('From – to');
      await page.getByLabel('To', { exact: true }).fill('2026-01-31T12:00');
      await page.getByText('No request matches.').waitFor();
      expect(await tab.findings()).toEqual([]);
      await page.reload();
      await page.getByText('No request matches.').waitFor();
      expect(await page.getByLabel('To', { exact: true }).inputValue()).toBe('2026-01-31T12:00');
      await page.getByLabel('Time').selectOption('Last hour');
      await page.getByText('1 shown').waitFor();
      expect(new URL(page.url()).search).toBe(`?session=a%2526b%3Dc%2Bd+e&model=local%2Fm&time=hour`);
    });

    if (hasLedger)
      it('goes on to older requests, and back to the newest', async () => {
        const { page } = tab;
        await page.route('**/admin/calls?*', (route) =>
          route.continue({ url: route.request().url().replace('limit=200', 'limit=2') }),
        );
        await tab.visit('/requests?provider=local');
        const times = () => page.getByRole('row').getByRole('link').allInnerTexts();
        const newest = await times();
        await page.getByRole('button', { name: 'Older' }).click();
        await page.getByRole('button', { name: 'Newest' }).waitFor();
        await page.getByRole('button', { name: 'Older' }).click();
        await page.getByText('1 shown.').waitFor();
        expect(await page.getByRole('button', { name: 'Older' }).count()).toBe(0);
        expect(await tab.findings()).toEqual([]);
        await page.goBack();
        await page.getByText('2 shown; there are older ones.').waitFor();
        await page.goForward();
        await page.getByText('1 shown.').waitFor();
        await page.getByRole('row').nth(1).getByRole('link').click();
        await page.getByRole('link', { name: 'All requests' }).click();
        await page.getByText('1 shown.').waitFor();
        await page.getByRole('button', { name: 'Newest' }).click();
        await page.getByText('2 shown; there are older ones.').waitFor();
        expect(await times()).toEqual(newest);
        await page.unroute('**/admin/calls?*');
      });

    it('has complained of nothing, and asked nobody but the gateway', () => {
      expect([tab.takeComplaints(), tab.foreign]).toEqual([[], []]);
    });
  });
}
