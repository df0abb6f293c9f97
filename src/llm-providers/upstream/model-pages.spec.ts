import { ACME, ACME_SETTINGS } from '../../port/testing/fake-llm-provider.js';
import { listInPages, type ModelPage } from './model-pages.js';

const call = {
  definition: ACME,
  settings: ACME_SETTINGS,
  apiKey: null,
  request: { model: '', messages: [] },
  nowMs: 0,
};
const models = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `m-${index}` }));

/** What is listed, and what the pages were asked with. */
async function list(pageAt: (number: number) => ModelPage) {
  const cursors: (string | null)[] = [];
  const listed = await listInPages(async (cursor) => pageAt(cursors.push(cursor)), call);
  return { listed, cursors };
}

describe('listInPages', () => {
  it('asks each page with what the one before it named', async () => {
    const { listed, cursors } = await list((number) => ({
      models: [{ id: `m-${number}` }],
      next: number < 3 ? `p-${number}` : null,
    }));
    expect(listed).toEqual([{ id: 'm-1' }, { id: 'm-2' }, { id: 'm-3' }]);
    expect(cursors).toEqual([null, 'p-1', 'p-2']);
  });

  it('asks for ten pages at most', async () => {
    const { listed, cursors } = await list((number) => ({ models: models(1), next: `p-${number}` }));
    expect([listed.length, cursors.length]).toEqual([10, 10]);
  });

  it('takes ten thousand models at most', async () => {
    const { listed, cursors } = await list((number) => ({ models: models(6000), next: `p-${number}` }));
    expect([listed.length, cursors.length]).toEqual([10_000, 2]);
  });

  it.each([
    ['names itself', 'p'],
    ['names the next one at too great a length', 'p'.repeat(2049)],
    ['names the next one by our key', 'acme-key-0123456789'],
  ])('fails at a page that %s', async (_, next) => {
    await expect(list(() => ({ models: models(1), next }))).rejects.toMatchObject({
      code: 'provider.invalid_response',
      message: 'Acme API error: its list of models does not come to an end.',
    });
  });
});
