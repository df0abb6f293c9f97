import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { source as axeSource } from 'axe-core';

const ROOT = join(__dirname, '..', '..');
/** What the run leaves to be looked at. */
const SCREENSHOTS = process.env['SCREENSHOT_FOLDER'] ?? join(__dirname, 'screenshots');

/** Where it is stale, so that the page is that of these sources. */
export function buildConsole(): void {
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'build-console.mjs')], { stdio: 'inherit' });
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** A tab that keeps what the page complains of, and whom it asks. */
export class ConsoleTab {
  private readonly complaints: string[] = [];
  private readonly addresses: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly gatewayUrl: string,
  ) {
    page.setDefaultTimeout(100_000);
    page.on('request', (request) => this.addresses.push(request.url()));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  static async open(browser: Browser, gatewayUrl: string): Promise<ConsoleTab> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 860 },
      reducedMotion: 'reduce',
    });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: gatewayUrl });
    return new ConsoleTab(await context.newPage(), gatewayUrl);
  }

  /** In the same window: whoever is logged in there is here as well. */
  static async beside(tab: ConsoleTab): Promise<ConsoleTab> {
    return new ConsoleTab(await tab.page.context().newPage(), tab.gatewayUrl);
  }

  /** Without the form. @param key of administrators, or of a caller. */
  async logIn(key: string): Promise<void> {
    const { gatewayUrl, page } = this;
    const headers = { origin: gatewayUrl };
    const answer = await page.request.post(`${gatewayUrl}/console/session`, { headers, data: { key } });
    if (!answer.ok()) throw new Error(`the log-in was answered with ${answer.status()}`);
  }

  /** @param path below /console. Resolves when the page stands. */
  async visit(path: string): Promise<void> {
    await this.page.goto(`${this.gatewayUrl}/console${path}`);
    await this.settled();
  }

  /** Nothing is being loaded any more. */
  async settled(): Promise<void> {
    await this.page.locator('h1').waitFor();
    await this.page.locator('main [aria-busy="true"]').first().waitFor({ state: 'detached' });
  }

  /** Since it was asked last. */
  takeComplaints(): readonly string[] {
    return this.complaints.splice(0);
  }

  /** Names of the scripts that were asked for, without their hashes. */
  get scripts(): readonly string[] {
    return this.addresses.flatMap((address) => /assets\/([\w-]+)-[\w-]{8}\.js$/.exec(address)?.[1] ?? []);
  }

  get foreign(): readonly string[] {
    return this.addresses.filter((address) => !address.startsWith(`${this.gatewayUrl}/`));
  }

  /** What axe finds: rule, and the places that break it. */
  async findings(): Promise<readonly string[]> {
    // Through the debugger: the page's policy would not let a script in. It stays until another page is loaded.
    if (await this.page.evaluate(`typeof axe === 'undefined'`)) await this.page.evaluate(axeSource);
    return this.page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
      const { violations } = await axe.run({ resultTypes: ['violations'] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
    });
  }

  /** What is wrong with the page as it stands, in dark and narrow, and in light and wide. @param name of its screenshots. */
  async flaws(name: string): Promise<readonly string[]> {
    const { page } = this;
    const flaws: string[] = [];
    for (const [colorScheme, width] of [
      ['dark', 360],
      ['light', 1280],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 860 });
      await this.shot(`${name}-${colorScheme}-${width}`);
      const overflow = await this.overflow();
      flaws.push(...(await this.findings()), ...(overflow > 0 ? [`${overflow} px wider than ${width}`] : []));
    }
    return flaws;
  }

  /** How far the page is wider than the window, in pixels. */
  overflow(): Promise<number> {
    return this.page.evaluate('document.documentElement.scrollWidth - innerWidth');
  }

  async shot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}
