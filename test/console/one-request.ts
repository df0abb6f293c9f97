import type { Browser } from 'playwright-core';
import { ScriptedUpstream } from '../support/scripted-upstream/scripted-upstream.js';
import { answerJson } from '../support/scripted-upstream/scripts.js';
import { createGate, sseFrame, stream } from '../support/scripted-upstream/stream-script.js';
import { smallDelta } from '../support/small-completion.js';
import { startGateway, type RunningGateway } from '../support/start-gateway.js';
import { ConsoleTab } from './open-console.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const PRICES = '{ m: { input_usd_per_million: 100, output_usd_per_million: 1000 } }';
/** Half a mill for what was asked, six for the answer and four for its thoughts. */
const ANSWER = {
  id: 'c-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'The Danube' }, finish_reason: 'stop' }],
  usage: {
    prompt_tokens: 5,
    completion_tokens: 10,
    total_tokens: 15,
    completion_tokens_details: { reasoning_tokens: 4 },
  },
};

/** @param browserOf when the tests run. */
export function describeOneRequest(browserOf: () => Browser): void {
  describe('the page of one request', () => {
    let upstream: ScriptedUpstream;
    let gateway: RunningGateway;
    let tab: ConsoleTab;

    beforeAll(async () => {
      upstream = await ScriptedUpstream.start({ fallback: answerJson(200, ANSWER) });
      gateway = await startGateway(
        { ADMIN_API_KEY: ADMIN_KEY },
        [
          'providers:',
          `  - { id: local, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES} }`,
          `  - { id: other, base_url: "${upstream.origin}/v1", default_model: m, prices: ${PRICES},`,
          "      parameter_rules: [{ models: ['*'], rules: { seed: { action: drop } } }] }",
          'routes:',
          '  - { id: steady, targets: [{ provider: local }, { provider: other }] }',
          '  - { id: kept, capture: all, targets: [{ provider: local, model: m }] }',
        ].join('\n'),
      );
      tab = await ConsoleTab.open(browserOf(), gateway.url);
      await tab.logIn(ADMIN_KEY);
    }, 60_000);
    afterAll(async () => {
      await tab?.close();
      await gateway?.close();
      await upstream?.close();
    });

    const ask = async (session: string, body: object = {}) => {
      const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${ADMIN_KEY}`,
          'x-tollgate-session': session,
        },
        body: JSON.stringify({
          model: 'local/m',
          messages: [{ role: 'user', content: 'Which rivers cross Vienna?' }],
          ...body,
        }),
      });
      return { status: answer.status, text: await answer.text() };
    };
    const data = async (path: string) => {
      const answer = await fetch(gateway.url + path, { headers: { 'x-api-key': ADMIN_KEY } });
      return ((await answer.json()) as { readonly data: readonly Readonly<Record<string, string>>[] }).data;
    };
    const visitCallOf = async (session: string) => {
      const [call] = await data(`/admin/calls?session=${session}`);
      await tab.visit(`/requests/${call?.['id']}`);
    };

    it('shows what was really said when it is pressed for, and tells that the look was noted', async () => {
      const { page } = tab;
      const looks = async () =>
        (await data('/admin/audit')).filter(({ action }) => action === 'capture.look').length;
      await ask('kept', { model: 'kept', temperature: 0.5 });
      await visitCallOf('kept');
      const look = page.getByRole('button', { name: 'What was really said' });
      await look.waitFor();
      expect([await page.getByText('Danube').count(), await looks()]).toEqual([0, 0]);
      await look.click();
      await page.getByText('This look was noted in the audit.').waitFor();
      const said = (name: string) => page.getByRole('region', { name, exact: true }).innerText();
      expect(JSON.parse(await said('request'))).toMatchObject({ model: 'kept', temperature: 0.5 });
      expect(JSON.parse(await said('sent'))).toMatchObject({ model: 'm', temperature: 0.5 });
      expect(JSON.parse(await said('answer'))).toMatchObject({
        choices: [{ message: { content: 'The Danube' } }],
      });
      expect(await tab.flaws('request-captured')).toEqual([]);
      await tab.visit('/audit');
      await page.getByRole('cell', { name: 'capture.look' }).waitFor();
      expect(await looks()).toBe(1);
    });

    it('shows who was asked, when and why, the gateway’s own time, warnings, and what made the price', async () => {
      const { page } = tab;
      upstream.next(answerJson(503, { error: { message: 'down' } }));
      expect((await ask('steps', { model: 'steady', seed: 7 })).status).toBe(200);
      await visitCallOf('steps');
      const steps = page.getByRole('list', { name: 'Timeline' }).getByRole('listitem');
      const [first, second] = await steps.allInnerTexts();
      expect(first).toMatch(/^1\. local: the first of the route\n[\d.]+ ms from [\d.]+ ms on$/);
      expect(second).toMatch(/^2\. other: the next of the route, after provider\.unavailable\n/);
      await page.getByText(/^The gateway’s own time: [\d.]+ ms of [\d.]+ ms/).waitFor();
      await page.getByText('seed was dropped.').waitFor();
      const parts = page.getByRole('region', { name: 'Table of cost by part' }).getByRole('row');
      expect((await parts.allInnerTexts()).map((text) => text.split(/\s+/))).toEqual([
        ['Part', 'Tokens', 'Cost'],
        ['Output', '6', '$0.006'],
        ['Reasoning', '4', '$0.004'],
        ['Input', '5', '$0.0005'],
      ]);
      await page.getByText('begins with this target').waitFor();
      expect(await tab.flaws('request-steps')).toEqual([]);
    });

    it('shows a stream while it is answered, and its end, in the list and by itself', async () => {
      const { page } = tab;
      const gate = createGate();
      const steps = [
        sseFrame(smallDelta({ content: 'The' })),
        gate.opened,
        sseFrame(smallDelta({}, 'stop')),
        sseFrame('[DONE]'),
      ];
      upstream.next(stream(steps));
      await tab.visit('/requests?session=live');
      await page.getByText('No request matches.').waitFor();
      const answered = ask('live', { stream: true });
      const row = page.getByRole('row').nth(1);
      await row.getByText('running').waitFor();
      await tab.shot('requests-running');
      const one = await ConsoleTab.beside(tab);
      await one.visit(
        new URL((await row.getByRole('link').getAttribute('href')) ?? '', gateway.url).pathname.slice(8),
      );
      await one.page.getByText('It is under way').waitFor();
      expect(await one.findings()).toEqual([]);
      await one.shot('request-running');
      gate.open();
      expect((await answered).text).toContain('[DONE]');
      await row.getByText('ok', { exact: true }).waitFor();
      await one.page
        .getByRole('row', { name: /^1\. local/ })
        .getByText('ok', { exact: true })
        .waitFor();
      expect(one.takeComplaints()).toEqual([]);
      await one.page.close();
    });

    it('has no button for what was said where nothing was kept', async () => {
      await ask('not-kept');
      await visitCallOf('not-kept');
      await tab.page.getByRole('heading', { name: 'Attempts' }).waitFor();
      expect(await tab.page.getByText('What was really said').count()).toBe(0);
    });

    it('has complained of nothing, and asked nobody but the gateway', () => {
      expect([tab.takeComplaints(), tab.foreign]).toEqual([[], []]);
    });
  });
}
