import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { startGateway, type RunningGateway } from '../support/start-gateway.js';
import { describeAdministration } from './administration.js';
import { describeOneRequest } from './one-request.js';
import { buildConsole, ConsoleTab, launchBrowser } from './open-console.js';
import { describeRoles } from './roles.js';
import { describeSharedSession } from './shared-session.js';
import { describeToday } from './today.js';

const PAGES = [
  ['Today', '/'],
  ['Requests', '/requests'],
  ['Sessions', '/sessions'],
  ['Spend', '/spend'],
  ['Providers', '/providers'],
  ['Playground', '/playground'],
  ['Connect', '/connect'],
] as const;

let browser: Browser;
beforeAll(async () => {
  buildConsole();
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

describe('the console of a gateway without keys and without a ledger', () => {
  let gateway: RunningGateway;
  let tab: ConsoleTab;

  beforeAll(async () => {
    gateway = await startGateway();
    tab = await ConsoleTab.open(browser, gateway.url);
  });
  afterAll(async () => {
    await tab?.close();
    await gateway?.close();
  });

  it('is where the address without a path leads a browser', async () => {
    await tab.page.goto(gateway.url);
    await tab.settled();
    expect(new URL(tab.page.url()).pathname).toBe('/console');
    expect(await tab.page.locator('main').innerText()).toContain('No requests yet today.');
    await tab.shot('today-empty');
  });

  it('comes under a policy that lets in no other host, with files that may be kept for good', async () => {
    const page = await fetch(`${gateway.url}/console/requests?live=off`);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'; style-src 'self'");
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const [script] = /\/console\/assets\/[\w.-]+\.js/.exec(html) ?? [];
    const file = await fetch(`${gateway.url}${script}`);
    expect([file.status, file.headers.get('content-encoding'), file.headers.get('content-type')]).toEqual([
      200,
      'gzip',
      'text/javascript; charset=utf-8',
    ]);
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const plain = await fetch(`${gateway.url}${script}`, { headers: { 'accept-encoding': 'identity' } });
    expect(await plain.text()).toBe(await file.text());
    for (const name of ['..%2f..%2fpackage.json', '%2e%2e%2findex.html', 'none.js', '.built-from'])
      expect((await fetch(`${gateway.url}/console/assets/${name}`)).status).toBe(404);
    expect((await fetch(`${gateway.url}/console`, { method: 'POST' })).status).toBe(405);
  });

  it('loads the script of a page when somebody goes there, and says so where it cannot be had', async () => {
    const visitor = await ConsoleTab.open(browser, gateway.url);
    await visitor.visit('/connect');
    expect(visitor.scripts).toContain('connect');
    expect(visitor.scripts).not.toContain('spend');
    await visitor.page.route('**/assets/spend-*', (route) => route.abort());
    await visitor.page.getByRole('link', { name: 'Spend' }).click();
    await visitor.page.getByText('This page could not be loaded').waitFor();
    await visitor.page.unroute('**/assets/spend-*');
    await visitor.page.getByRole('button', { name: 'Load the console anew' }).click();
    await visitor.page.getByText('This gateway keeps no ledger').waitFor();
    await visitor.close();
  });

  it('streams an answer of the sandbox in the playground, and shows the request live', async () => {
    const list = await ConsoleTab.open(browser, gateway.url);
    await list.visit('/requests');
    await tab.visit('/playground');
    await tab.page.getByLabel('Prompt').fill('Hello from the console');
    await tab.page.getByLabel('Other parameters').fill('["no", "object"]');
    await tab.page.getByRole('button', { name: 'Send' }).click();
    await tab.page.getByText('This is no JSON object.').waitFor();
    await tab.page.getByLabel('Other parameters').fill('{"seed": 7}');
    await tab.page.getByRole('button', { name: 'Send' }).click();
    await tab.page.getByText('Ended with').waitFor();
    expect(await tab.page.getByRole('region', { name: 'Answer' }).innerText()).toBe('Hello from the console');
    await list.page.getByRole('cell', { name: 'sandbox/sim/echo' }).waitFor();
    await list.page.getByRole('row').nth(1).getByRole('link').click();
    await list.page.getByRole('heading', { name: 'Attempts' }).waitFor();
    expect(await list.findings()).toEqual([]);
    await list.shot('request');
    await tab.shot('playground-answered');
    await tab.page.getByRole('tab', { name: 'As code' }).click();
    await tab.page.getByText('extra_body={"seed": 7},').waitFor();
    await tab.page.getByRole('combobox', { name: 'Model' }).fill('nobody/m');
    await tab.page.getByRole('button', { name: 'Send' }).click();
    await tab.page.getByRole('tab', { name: 'As it came' }).click();
    await tab.page.getByRole('region', { name: 'raw answer' }).getByText('"error":').waitFor();
    await tab.page.getByRole('tab', { name: 'Answer' }).click();
    await tab.page.getByRole('alert').getByText('404 · model_not_found').waitFor();
    expect(tab.takeComplaints()).toEqual([expect.stringContaining('404')]);
    await list.close();
  });

  it('has blocks on Connect that work as they are pasted', async () => {
    await tab.visit('/connect?client=curl');
    await tab.page.getByRole('button', { name: /^Copy curl/ }).click();
    const command = await tab.page.evaluate<string>('navigator.clipboard.readText()');
    const { stdout: answer } = await promisify(execFile)('sh', ['-c', command]);
    expect(JSON.parse(answer)).toMatchObject({
      choices: [{ message: { content: 'Which rivers cross Vienna?' } }],
    });
  });

  it.each(PAGES)('%s has nothing for axe to find, in light and dark, wide and narrow', async (name, path) => {
    await tab.visit(path);
    expect(await tab.page.locator('h1').innerText()).toBe(name);
    expect(await tab.flaws(name.toLowerCase())).toEqual([]);
  });

  it('has complained of nothing and asked nobody but the gateway, on any page', () => {
    expect([tab.takeComplaints(), tab.foreign]).toEqual([[], []]);
  });
});

describe('the console of a gateway that can ask models by several names', () => {
  it('has links among other words of their lines that are told by more than a colour', async () => {
    const gateway = await startGateway({ OPENAI_API_KEY: 'sk-canary' });
    const tab = await ConsoleTab.open(browser, gateway.url);
    await tab.visit('/providers');
    await tab.page.getByText('→').first().waitFor();
    expect(await tab.flaws('providers-aliases')).toEqual([]);
    await tab.close();
    await gateway.close();
  });
});

describeAdministration(() => browser);
describeOneRequest(() => browser);
describeRoles(() => browser);
describeSharedSession(() => browser);
describeToday(() => browser);
