import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { PROVIDER_CATALOG } from '../src/llm-providers/catalog.js';
import { gemini } from '../src/llm-providers/gemini/gemini.definition.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const GATEWAY_KEY = 'gateway-canary-key-0123456789';
const SANDBOX_PATH = '/agents/llm-providers/sandbox';

/** By their settings: no test changes a gateway, so that they share them. */
const gateways = new Map<string, Promise<RunningGateway>>();

let browser: Browser;
let gateway: RunningGateway;
let page: Page;
let addresses: string[];
let complaints: string[];

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
});

afterAll(async () => {
  await browser.close();
  for (const running of gateways.values()) await (await running).close();
});

function gatewayWith(texts: Record<string, string>): Promise<RunningGateway> {
  const key = JSON.stringify(texts);
  const running = gateways.get(key) ?? startGateway(texts);
  gateways.set(key, running);
  return running;
}

async function openDocs(texts: Record<string, string> = {}, path = '/docs'): Promise<void> {
  gateway = await gatewayWith(texts);
  page = await browser.newPage({ viewport: { width: 1280, height: 1600 } });
  page.setDefaultTimeout(100_000);
  addresses = [];
  complaints = [];
  page.on('request', (request) => addresses.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(gateway.url + path);
}

afterEach(async () => {
  await page.close();
});

async function openOperation(path: string): Promise<Locator> {
  const operation = page.locator('.opblock-post', { hasText: path });
  await operation.locator('.opblock-summary-control').click();
  await operation.locator('.responses-table').first().waitFor();
  return operation;
}

/** Opens the sandbox's operation, sends a body with try-it-out and reads what the page shows of the answer. */
async function tryItOut(body: object): Promise<{ status: string; answer: Record<string, unknown> }> {
  const operation = await openOperation(SANDBOX_PATH);
  await operation.getByRole('button', { name: 'Try it out' }).click();
  await operation.locator('textarea.body-param__text').fill(JSON.stringify(body));
  await operation.getByRole('button', { name: 'Execute' }).click();
  const live = operation.locator('.live-responses-table');
  const status = await live.locator('tbody td.response-col_status').first().innerText();
  const answer = await live.locator('tbody .highlight-code code').first().innerText();
  return { status: status.trim(), answer: JSON.parse(answer) as Record<string, unknown> };
}

describe('Swagger UI in a real browser', () => {
  it('sends a sandbox prompt with try-it-out and shows its answer, without a request to anywhere else', async () => {
    await openDocs();

    const { status, answer } = await tryItOut({ prompt: 'Hello from a browser' });

    expect(status).toMatch(/^200/);
    expect(answer).toMatchObject({ status: 'success', message: 'Hello from a browser', provider: 'sandbox' });
    expect(
      addresses.filter((address) => !address.startsWith(gateway.url) && !address.startsWith('data:')),
    ).toEqual([]);
    expect(complaints).toEqual([]);
    const folder = process.env['SCREENSHOT_FOLDER'];
    if (folder) await page.screenshot({ path: `${folder}/swagger-ui.png`, fullPage: true });
  });

  it('shows an operation for each provider', async () => {
    await openDocs();

    const paths = await page.locator('.opblock-post .opblock-summary-path').allInnerTexts();

    const ofAgents = paths
      .map((path) => path.replace(/\u200b/g, ''))
      .filter((path) => path.startsWith('/agents/'));
    expect(ofAgents).toEqual(
      PROVIDER_CATALOG.map(({ definition }) => `/agents/llm-providers/${definition.id}`),
    );
    expect(complaints).toEqual([]);
  });

  it('shows what all providers share in the operation of each: every status, its headers and its example', async () => {
    await openDocs();
    const operation = await openOperation('/agents/llm-providers/gemini');
    const responses = operation.locator('.responses-table:not(.live-responses-table) tr.response');

    const shown: Record<string, string> = {};
    for (const row of await responses.all()) {
      const status = (await row.locator('.response-col_status').innerText()).trim();
      shown[status] = (await row.locator('.highlight-code code').allInnerTexts()).join();
      expect(await row.locator('.headers-wrapper').innerText()).toContain('x-request-id');
    }

    expect(Object.keys(shown).join(' ')).toBe(
      '200 400 401 402 403 404 408 409 413 415 422 429 431 500 502 503 504',
    );
    expect(JSON.parse(shown['200'] ?? '')).toMatchObject({ status: 'success' });
    expect(JSON.parse(shown['400'] ?? '')).toMatchObject({
      message: 'GEMINI_API_KEY missing in environment.',
    });
    expect(JSON.parse(shown['429'] ?? '')).toMatchObject({ error: { code: 'provider.rate_limited' } });
    expect(JSON.parse(await operation.locator('.body-param__example code').innerText())).toEqual({
      prompt: 'Say hello in one sentence.',
      model: gemini.defaultModel,
    });
    expect(await page.locator('.errors-wrapper').count()).toBe(0);
    expect(complaints).toEqual([]);
    const folder = process.env['SCREENSHOT_FOLDER'];
    if (folder) await page.screenshot({ path: `${folder}/swagger-ui-gemini.png`, fullPage: true });
  });

  it('offers the other examples of a status by their codes, with what differs between providers', async () => {
    await openDocs();
    const operation = await openOperation('/agents/llm-providers/gemini');
    const badRequest = operation.locator('tr.response[data-code="400"]');

    const choice = badRequest.locator('select.examples-select-element');
    expect(await choice.locator('option').allInnerTexts()).toEqual([
      'provider.key_missing',
      'request.invalid',
      'request.malformed',
      'provider.rejected',
      'model.not_found',
    ]);
    await choice.selectOption('provider.rejected');

    expect(await badRequest.locator('.highlight-code code').innerText()).toContain('OpenAI API error: ');
    expect(await badRequest.locator('.example__section').first().innerText()).toContain(
      'As it reads for OpenAI',
    );
    expect(complaints).toEqual([]);
  });

  it('is refused without a gateway key, and let in once Authorize has taken one', async () => {
    await openDocs({ GATEWAY_API_KEYS: GATEWAY_KEY });

    const refused = await tryItOut({ prompt: 'Hello' });
    await page.getByRole('button', { name: 'Authorize' }).first().click();
    const bearer = page.locator('.auth-container', { hasText: 'bearer' }).first();
    await bearer.locator('input').fill(GATEWAY_KEY);
    await bearer.getByRole('button', { name: 'Apply credentials' }).click();
    await page.locator('.btn-done').first().click();
    const operation = page.locator('.opblock-post', { hasText: SANDBOX_PATH });
    await operation.getByRole('button', { name: 'Execute' }).click();
    await operation.locator('.live-responses-table td.response-col_status', { hasText: '200' }).waitFor();

    expect(refused.status).toMatch(/^401/);
    expect(refused.answer).toMatchObject({ status: 'error', error: { code: 'auth.invalid_key' } });
  });
});
