import { neverAnswer } from '../support/scripted-upstream/scripts.js';
import type { ScriptedUpstream } from '../support/scripted-upstream/scripted-upstream.js';
import type { ConsoleTab } from './open-console.js';

interface BudgetSuite {
  /** An administrator is logged in. */
  readonly tabOf: () => ConsoleTab;
  readonly upstreamOf: () => ScriptedUpstream;
  /** Asks for a cent's worth. */
  readonly chat: (key: string, signal?: AbortSignal) => Promise<Response>;
}

/** To be called where the tab is there when tests run. */
export function describeBudgets({ tabOf, upstreamOf, chat }: BudgetSuite): void {
  const field = (row: string, label: string) =>
    tabOf().page.getByRole('group', { name: row, exact: true }).getByLabel(label);
  const press = (name: string) => tabOf().page.getByRole('button', { name, exact: true }).click();
  let secret: string;

  it('shows at its field what is refused of a key, and makes it once that is mended', async () => {
    const { page } = tabOf();
    await tabOf().visit('/keys');
    await press('New key');
    await page.getByLabel('Name').fill('nightly');
    await press('Add a budget');
    await field('Budget 1', 'US dollars').fill('ten');
    await press('Add a limit');
    await field('Limit 1', 'At most').fill('30');
    await field('Limit 1', 'Models').fill('local/*');
    await page.getByLabel('Tags').fill('project=apollo');
    await press('Create');
    await page.getByText('budgets.0.budget_usd has to be US dollars, such as "5.00"').waitFor();
    expect(await page.locator('input:focus[aria-invalid="true"]').inputValue()).toBe('ten');
    expect(await tabOf().findings()).toEqual([]);
    await tabOf().shot('new-key-refused');
    await field('Budget 1', 'US dollars').fill('10');
    await press('Create');
    secret = await page.getByRole('region', { name: 'key', exact: true }).innerText();
    await press('Done');
    expect(tabOf().takeComplaints()).toEqual([expect.stringContaining('400')]);
  });

  it('shows what is reserved of a budget while a call is under way', async () => {
    const { page } = tabOf();
    upstreamOf().next(neverAnswer());
    const left = new AbortController();
    const call = chat(secret, left.signal).catch(() => 'left');
    await tabOf().visit(`/keys/${secret.slice(3, 11)}`);
    await page.getByText('$0 of $10.00 a month + $0.01 reserved').waitFor();
    // as narrow for this text as a telephone is for longer amounts
    await page.setViewportSize({ width: 280, height: 860 });
    expect(await tabOf().overflow()).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1280, height: 860 });
    left.abort();
    expect(await call).toBe('left');
  });

  it('changes of a key what is touched, and nothing else', async () => {
    const { page } = tabOf();
    await press('Edit …');
    await field('Budget 1', 'US dollars').fill('20');
    await press('Add a budget');
    await field('Budget 2', 'US dollars').fill('3');
    await field('Budget 2', 'Per').selectOption('a day');
    await press('Remove limit 1');
    for (const [row, name, value] of [
      ['Note 1', 'ticket', '4711, urgent'],
      ['Note 2', 'ticket', '4712'],
    ] as const) {
      await press('Add a note');
      await field(row, 'Name').fill(name);
      await field(row, 'Value').fill(value);
    }
    await press('Save');
    await page.getByText('stands above already').waitFor();
    await field('Note 2', 'Name').fill('owner');
    await field('Note 2', 'Value').fill('x'.repeat(1_001));
    await press('Save');
    await page.getByText('metadata.owner has to be text of at most 1000 characters').waitFor();
    await field('Note 2', 'Value').fill('ann');
    await page.getByRole('group', { name: 'What may be asked for' }).getByLabel('Models').fill('local/*');
    expect(await tabOf().findings()).toEqual([]);
    await press('Save');
    await page.getByText('of $20.00 a month').waitFor();
    await page.getByText('of $3.00 a day').waitFor();
    await page.getByText('project=apollo').waitFor();
    await page.getByText('ticket=4711, urgent, owner=ann').waitFor();
    expect(tabOf().takeComplaints()).toEqual([expect.stringContaining('400')]);
    await tabOf().visit('/audit');
    const changed = page.getByRole('row', { name: 'key.change' }).first();
    expect(await changed.innerText()).not.toContain('tags');
  });

  it('bounds all calls together, and those that have something in common', async () => {
    const { page } = tabOf();
    await tabOf().visit('/teams?kind=everything');
    await press('Edit: All calls');
    await press('Add a budget');
    await field('Budget 1', 'US dollars').fill('500');
    await press('Save');
    await page.getByText('of $500 a month').waitFor();
    await tabOf().visit('/teams?kind=selectors');
    await press('New selector');
    await page.getByLabel('Name').fill('apollo');
    await page.getByLabel('Calls that match').fill('project=apollo');
    await press('Add a budget');
    await field('Budget 1', 'US dollars').fill('50');
    await press('Save');
    await page.getByText('match: the name "project" has to be about user, team').waitFor();
    await page.getByLabel('Calls that match').fill('tag.project=apollo');
    expect(await tabOf().findings()).toEqual([]);
    await press('Save');
    await page.getByText('of $50.00 a month').waitFor();
    await tabOf().shot('selectors');
    expect(await tabOf().findings()).toEqual([]);
    expect(tabOf().takeComplaints()).toEqual([expect.stringContaining('400')]);
  });

  it('gives a new key what new keys begin with, unless it says otherwise', async () => {
    const { page } = tabOf();
    await tabOf().visit('/teams?kind=defaults');
    await press('Edit: New keys');
    await press('Add a budget');
    await field('Budget 1', 'US dollars').fill('7');
    await press('Save');
    await page.getByText('$7.00 a month').waitFor();
    await tabOf().visit('/keys');
    await press('New key');
    expect(await field('Budget 1', 'US dollars').inputValue()).toBe('7');
    await press('Remove budget 1');
    await page.getByLabel('Name').fill('without a bound');
    await press('Create');
    await press('Done');
    expect(await page.getByRole('row', { name: 'without a bound' }).innerText()).not.toContain('$');
    await tabOf().visit('/teams?kind=defaults');
    await press('Edit: New keys');
    await press('Remove budget 1');
    await press('Save');
    await page.getByText('$7.00 a month').waitFor({ state: 'detached' });
  });

  it('does not let a new team take the place of one that there is', async () => {
    const { page } = tabOf();
    await tabOf().visit('/teams');
    await press('New team');
    await page.getByLabel('Name').fill('red');
    await press('Save');
    await page.getByText('There is a team of this name already.').waitFor();
    await press('Cancel');
  });
}
