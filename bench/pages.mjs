// How long pages of the console take over many calls, in a browser, with a gateway and a store of its own:
//   node scripts/bench.mjs pages [--rows 1000000] [--folder where the rows stay, and are found again]
// The rows are those of bench/ledger.mjs, which asks its questions first. Each page is opened three times and measured
// until its data stands there; the median counts, and one of more than a second fails the run. Beside it stands what the
// slowest answer of the API took.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { request } from 'undici';
import { median } from './lib/figures.mjs';
import { startGateway } from './lib/processes.mjs';

const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, folder: { type: 'string' } },
});
const ADMIN_KEY = 'bench-admin';
const BOUND_MS = 1_000;
const ROUNDS = 3;
const KEYS = 100;
const ROW = 'main tbody tr';
const CHART = 'main canvas';
const SLOWEST_ANSWER = `Math.max(0, ...performance.getEntriesByType('resource')
  .filter(({ initiatorType }) => initiatorType === 'fetch').map(({ duration }) => duration))`;

/** Where each page is, and what stands there once its data is shown. */
const PAGES = {
  Today: ['/', ROW, 'main dd'],
  Requests: ['/requests', ROW],
  'Requests of a key': ['/requests?key=key00007', ROW],
  'Requests of a session': ['/requests?session=s-123', ROW],
  'Requests that failed': ['/requests?outcome=failed', ROW],
  'Requests of a model': ['/requests?model=model-7', ROW],
  Sessions: ['/sessions', ROW],
  'Requests of 7 days': ['/requests?time=7', ROW],
  'Spend, today': ['/spend?days=1', CHART, ROW],
  'Spend, 7 days': ['/spend', CHART, ROW],
  'Spend, 30 days': ['/spend?days=30', CHART, ROW],
  'Spend, by user and team': ['/spend?days=30&by=user&then=team', CHART, ROW],
  'Spend, by a tag': ['/spend?days=30&by=tag.project&then=model', CHART, ROW],
  Keys: ['/keys', ROW],
  'Teams and users': ['/teams', ROW],
  Providers: ['/providers', ROW],
  Playground: ['/playground', 'main textarea'],
  Connect: ['/connect', 'main pre'],
  Configuration: ['/configuration', ROW],
  Audit: ['/audit', ROW],
};

const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'tollgate-pages-'));
let isSlow = false;
try {
  await fill();
  const gateway = await startGateway('http://127.0.0.1:9', {
    TOLLGATE_DATA: folder,
    ADMIN_API_KEY: ADMIN_KEY,
  });
  try {
    await makeKeys(gateway.url);
    isSlow = await measure(gateway.url);
  } finally {
    await gateway.stop();
  }
} finally {
  if (options.folder === undefined) rmSync(folder, { recursive: true });
}
if (isSlow) {
  console.error(`There are pages that took more than ${BOUND_MS} ms.`);
  process.exitCode = 1;
}

async function fill() {
  const program = fileURLToPath(new URL('./ledger.mjs', import.meta.url));
  const child = spawn(process.execPath, [program, '--rows', options.rows, '--folder', folder], {
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`bench/ledger.mjs ended with ${code}`);
}

/** So that there is something to list; those of an earlier run stay. */
async function makeKeys(url) {
  const { data } = await admin(url, 'GET', '/keys?limit=1000');
  const budgets = [{ budget_usd: '100', per: 'month' }];
  for (let made = data.length; made < KEYS; made += 1)
    await admin(url, 'POST', '/keys', { name: `key ${made}`, team: `team-${made % 8}`, budgets });
  for (let team = 0; team < 8; team += 1) await admin(url, 'PUT', `/teams/team-${team}`, { budgets });
}

async function admin(url, method, path, body) {
  const answer = await request(`${url}/admin${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (answer.statusCode >= 300) throw new Error(`${method} ${path} answered ${answer.statusCode}`);
  return answer.body.json();
}

/** @returns whether a page was too slow. */
async function measure(url) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--no-first-run'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, reducedMotion: 'reduce' });
    await page.goto(`${url}/console/requests`);
    await page.getByLabel(/^Key/).fill(ADMIN_KEY);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.locator(ROW).first().waitFor();
    const call = await page.locator('main tbody a').first().getAttribute('href');
    const pages = { ...PAGES, 'One request': [call.replace(/^\/console/, ''), 'main dd', 'main h2'] };
    let isOver = false;
    for (const [name, [path, ...shown]] of Object.entries(pages)) {
      const rounds = [];
      for (let round = 0; round < ROUNDS; round += 1)
        rounds.push(await open(page, `${url}/console${path}`, shown));
      const tookMs = median(rounds.map((each) => each.tookMs));
      const answerMs = median(rounds.map((each) => each.answerMs));
      isOver ||= tookMs > BOUND_MS;
      console.log(`${name.padEnd(24)}${inMs(tookMs)}${inMs(answerMs)} of the API`);
    }
    return isOver;
  } finally {
    await browser.close();
  }
}

/** Milliseconds from the navigation until all of it stands there, and nothing more is on its way. */
async function open(page, address, shown) {
  await page.goto(address, { waitUntil: 'commit' });
  // looked for within the page: a locator waits for up to half a second between two looks
  const tookMs = await page.evaluate(`new Promise((resolve) => {
    const look = () => {
      const stands = ${JSON.stringify(shown)}.every((selector) => document.querySelector(selector));
      if (stands && !document.querySelector('main [aria-busy="true"]')) resolve(performance.now());
      else setTimeout(look, 5);
    };
    look();
  })`);
  return { tookMs, answerMs: await page.evaluate(SLOWEST_ANSWER) };
}

function inMs(ms) {
  return `${Math.round(ms).toString().padStart(7)} ms`;
}
