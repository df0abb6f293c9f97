import { chromium, type Browser, type Page } from 'playwright-core';
import { PROVIDER_CATALOG } from '../src/llm-providers/catalog.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const GATEWAY_KEY = 'gateway-canary-key-0123456789';
const SANDBOX_PATH = '/agents/llm-providers/sandbox';

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
});

async function openDocs(texts: Record<string, string> = {}): Promise<void> {
  gateway = await startGateway(texts);
  page = await browser.newPage({ viewport: { width: 1280, height: 1600 } });
  addresses = [];
  complaints = [];
  page.on('request', (request) => addresses.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${gateway.url}/docs`);
}

afterEach(async () => {
  await page.close();
  await gateway.close();
});

/** Opens the sandbox's operation, sends a body with try-it-out and reads what the page shows of the answer. */
async function tryItOut(body: object): Promise<{ status: string; answer: Record<string, unknown> }> {
  const operation = page.locator('.opblock-post', { hasText: SANDBOX_PATH });
  await operation.locator('.opblock-summary-control').click();
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

  it('shows an operation for each provider, with its text, default and error examples', async () => {
    await openDocs();

    const paths = await page.locator('.opblock-post .opblock-summary-path').allInnerTexts();

    expect(paths.map((path) => path.replace(/\u200b/g, ''))).toEqual(
      PROVIDER_CATALOG.map(({ definition }) => `/agents/llm-providers/${definition.id}`),
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
