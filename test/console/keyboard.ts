import type { ConsoleTab } from './open-console.js';

/** What those hear who listen, as far as this page uses names. */
const NAME_OF_FOCUSED = `(({ ariaLabel, labels, innerText }) =>
  (ariaLabel ?? labels?.[0]?.innerText ?? innerText).replace(/ \\*$/, ''))(document.activeElement)`;

interface KeyboardSuite {
  /** An administrator is logged in. */
  readonly tabOf: () => ConsoleTab;
  readonly chat: (key: string) => Promise<Response>;
}

/** To be called where the tab is there when tests run. */
export function describeKeyboard({ tabOf, chat }: KeyboardSuite): void {
  const press = (...keys: readonly string[]) =>
    keys.reduce((before, key) => before.then(() => tabOf().page.keyboard.press(key)), Promise.resolve());
  const type = (text: string) => tabOf().page.keyboard.type(text);
  const focused = () => tabOf().page.evaluate<string>(NAME_OF_FOCUSED);
  /** Goes on by Tab until that has the focus. */
  const tabTo = async (name: string) => {
    const passed: string[] = [];
    for (let steps = 0; steps < 40; steps += 1) {
      await press('Tab');
      passed.push(await focused());
      if (passed.at(-1) === name) return;
    }
    throw new Error(`Tab leads to ${passed.join(', ')}, and not to ${name}`);
  };
  const dialog = () => tabOf().page.getByRole('dialog');
  let secret: string;

  it('makes a key by keyboard alone, and gives the focus back when a dialog closes', async () => {
    await tabOf().visit('/');
    await press('Tab');
    expect(await focused()).toBe('Skip to the page');
    await tabTo('Keys');
    await press('Enter');
    await tabOf().page.getByRole('heading', { name: 'Keys', level: 1 }).waitFor();
    await tabTo('New key');
    await press('Enter');
    await dialog().waitFor();
    await expectFocus('Name');
    await press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await expectFocus('New key');
    await press('Enter');
    await expectFocus('Name');
    await type('by keyboard');
    await tabTo('Add a budget');
    await press('Space');
    await expectFocus('US dollars');
    await type('1.50');
    await press('Enter');
    await expectFocus('Shown once');
    secret = await tabOf().page.getByRole('region', { name: 'key', exact: true }).innerText();
    await tabTo('Done');
    await press('Enter');
    await dialog().waitFor({ state: 'detached' });
    await expectFocus('New key');
    await tabOf().page.getByRole('row', { name: 'by keyboard' }).getByText('of $1.50 a month').waitFor();
    expect((await chat(secret)).status).toBe(200);
  });

  it('deletes a key once that is confirmed, after which it opens nothing', async () => {
    const { page } = tabOf();
    await tabTo('by keyboard');
    await press('Enter');
    await page.getByRole('heading', { name: 'by keyboard' }).waitFor();
    await tabTo('Delete …');
    await press('Enter');
    await dialog().waitFor();
    await expectFocus('Cancel');
    expect(await tabOf().findings()).toEqual([]);
    await press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await expectFocus('Delete …');
    expect((await chat(secret)).status).toBe(200);
    await press('Enter');
    await expectFocus('Cancel');
    await tabTo('Delete');
    const lists = '**/admin/keys?*';
    await page.route(lists, () => {}); // not answered
    await press('Enter');
    await page.getByRole('heading', { name: 'Keys', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'nightly' }).waitFor();
    expect(await page.getByRole('link', { name: 'by keyboard' }).count()).toBe(0);
    await page.unroute(lists);
    expect((await chat(secret)).status).toBe(401);
    await tabOf().visit('/audit');
    await page.getByRole('row', { name: 'key.delete' }).waitFor();
    await tabOf().visit(`/requests?key=${secret.slice(3, 11)}`);
    await page.getByText('2 shown').waitFor();
  });

  it('folds its list of pages out by keyboard where the window is narrow', async () => {
    const { page } = tabOf();
    await page.setViewportSize({ width: 360, height: 800 });
    await tabOf().visit('/');
    await tabTo('Pages');
    await press('Enter');
    await tabTo('Keys');
    await press('Escape');
    await expectFocus('Pages');
    expect(await page.getByRole('link', { name: 'Keys', exact: true }).count()).toBe(0);
    await press('Enter');
    await tabTo('Audit');
    await press('Enter');
    await page.getByRole('heading', { name: 'Audit', level: 1 }).waitFor();
    expect(await page.getByRole('button', { name: 'Pages' }).getAttribute('aria-expanded')).toBe('false');
    await page.setViewportSize({ width: 1280, height: 860 });
  });

  /** Focus moves behind the event that moves it. */
  async function expectFocus(name: string): Promise<void> {
    const { page } = tabOf();
    const called = page.getByLabel(name).or(page.getByRole('button', { name, exact: true }));
    await called.and(page.locator(':focus')).waitFor();
  }
}
