import { readFile } from 'node:fs/promises';
import type { ConsoleTab } from './open-console.js';

interface SpendSuite {
  /** An administrator is logged in; team red spent 2.1 cents by two calls of m and 1.05 by one of n, nobody's call failed. */
  readonly tabOf: () => ConsoleTab;
  /** The texts of a chart, by its label. */
  readonly barsOf: (label: string) => Promise<readonly (readonly string[])[]>;
}

/** To be called where the tab is there when tests run. */
export function describeSpend({ tabOf, barsOf }: SpendSuite): void {
  const REPORTS = '**/admin/usage?*';
  const pressCsv = () => tabOf().page.getByRole('button', { name: 'CSV' }).click();
  /** As where there are too many for all to be told: the dearest of them, and what the rest comes to. */
  const tellOneRow = () =>
    tabOf().page.route(REPORTS, (route) => route.continue({ url: `${route.request().url()}&limit=1` }));
  const refuse = (names: string) =>
    tabOf().page.route(`**/admin/usage?*group_by=${names}*`, (route) =>
      route.continue({
        url: route
          .request()
          .url()
          .replace(/group_by=[^&]*/, 'group_by=nothing'),
      }),
    );
  const csvRows = async () => {
    const downloading = tabOf().page.waitForEvent('download');
    await pressCsv();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^spend-\d{4}-\d\d-\d\d\.csv$/);
    return (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
  };
  afterEach(() => tabOf().page.unrouteAll());

  it('stacks spend by two names, and gives both out as CSV', async () => {
    const tab = tabOf();
    await tab.visit('/spend?by=client&then=surface');
    await tab.page.getByRole('heading', { name: 'By program and API' }).waitFor();
    await tab.visit('/spend?by=team&then=model');
    expect(await barsOf('Cost by team, made of model')).toEqual([['red', '$0.0315']]);
    expect(await barsOf('Parts')).toEqual([['m'], ['n']]);
    await tab.page.getByRole('img', { name: 'Cost by day and team' }).waitFor();
    await tab.shot('spend-by-team-and-model');
    expect(await tab.findings()).toEqual([]);
    const [head, ...rows] = await csvRows();
    expect(head).toMatch(/^day,team,model,requests,failed,/);
    expect(rows.map((row) => row.split(',').slice(1, 5))).toEqual([
      ['', 'n', '1', '1'],
      ['red', 'm', '2', '0'],
      ['red', 'n', '1', '0'],
    ]);
    expect(await tab.page.getByText('the dearest alone').count()).toBe(0);
  });

  it('counts what is too much to be shown in shares and sums, and tells of it beside a file', async () => {
    await tellOneRow();
    const { page } = tabOf();
    await tabOf().visit('/spend?by=team&then=model');
    const cellsOf = (row: string) => page.getByRole('row', { name: row }).locator('th, td').allInnerTexts();
    expect((await cellsOf('red')).slice(0, 5)).toEqual(['red', 'm', '$0.021', '67 %', '2']);
    expect((await cellsOf('All others')).slice(0, 5)).toEqual(['All others', '$0.0105', '33 %', '2', '1']);
    expect((await cellsOf('Together')).slice(0, 2)).toEqual(['Together', '$0.0315']);
    expect(await csvRows()).toHaveLength(2);
    const rest = '2 other requests came to $0.0105 together.';
    await page.getByText(`In the file are the dearest alone; ${rest}`).waitFor();
    expect(await tabOf().findings()).toEqual([]);
    await tabOf().shot('spend-rest');
    await page.getByLabel('Then by').selectOption('Program');
    await page.getByText('In the file are').waitFor({ state: 'detached' });
  });

  it('shows what it can where the gateway refuses a part of it, and why there is no file', async () => {
    await refuse('team%2Cmodel');
    const { page } = tabOf();
    await tabOf().visit('/spend?by=team&then=model');
    await page.getByRole('alert').getByText('group_by has to be').waitFor();
    await page.getByRole('img', { name: 'Cost by day and team' }).waitFor();
    await refuse('day%2Cteam%2Cmodel');
    await pressCsv();
    await page.getByRole('alert').nth(1).waitFor();
    await tabOf().shot('spend-refused');
    const refused = expect.stringContaining('400') as string;
    expect(tabOf().takeComplaints()).toEqual([refused, refused]);
  });

  it('shows a long name with marks of direction as what it is, cut off where it would hide figures', async () => {
    const { page } = tabOf();
    const [name, shown] = [`\u202e${'r'.repeat(199)}`, `\\u202e${'r'.repeat(199)}`];
    await page.route(REPORTS, async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replaceAll('"red"', JSON.stringify(name));
      await route.fulfill({ response, body });
    });
    await tabOf().visit('/spend?by=team&then=model');
    expect(await barsOf('Cost by team, made of model')).toEqual([[shown, '$0.0315']]);
    const row = page.getByRole('row').filter({ hasText: shown }).first();
    expect(await row.getByTitle(shown).innerText()).toBe(shown);
    const table = await page.getByRole('region', { name: 'Table of spend' }).boundingBox();
    const cell = await row.getByRole('cell').last().boundingBox();
    expect(cell!.x + cell!.width).toBeLessThanOrEqual(table!.x + table!.width + 1);
    expect(await tabOf().findings()).toEqual([]);
    await tabOf().shot('spend-long-name');
  });
}
