import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { askingGateway } from './support/asking-gateway.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

const ADMIN_KEY = 'admin-key-0123456789abcdef';
const GUIDE = readFileSync(join(__dirname, '..', 'docs', 'guides', 'keys-and-budgets.md'), 'utf8');
const CODE = /<!-- keys:audit -->\s+```js\n([^]*?)```/.exec(GUIDE)![1]!;

interface Act {
  readonly action: string;
  readonly after: Record<string, unknown> | null;
}

/** What the guide has people check the chain with. */
const isWhole = runInNewContext(`${CODE}; isWhole`, { require: createRequire(__filename) }) as (
  acts: readonly Act[],
) => boolean;

describe('the chain of the audit', () => {
  let gateway: RunningGateway;
  beforeAll(async () => void (gateway = await startGateway({ ADMIN_API_KEY: ADMIN_KEY })));
  afterAll(() => gateway.close());
  const { admin, makeKey } = askingGateway(() => gateway, ADMIN_KEY);

  /** From the first to the last. */
  const allActs = async (): Promise<readonly Act[]> => {
    const acts: Act[] = [];
    for (let after = ''; ;) {
      const { body } = await admin('GET', `/audit?limit=2${after}`);
      const { data, next } = body as { data: Act[]; next: string | null };
      acts.push(...data);
      if (next === null) return acts.toReversed();
      after = `&after=${next}`;
    }
  };

  it('is followed by what the guide says of it alone, whatever stands in the acts', async () => {
    const metadata = { '2': 1e21, '10': -0, 'ä"\\': '\u2028\u202e<é😀', big: 0.1 };
    const { id } = await makeKey({ name: '"\\/é\u202e', metadata });
    await admin('PATCH', `/keys/${id}`, { metadata: { b: true }, tags: { z: '1', a: '2' } });
    await admin('POST', `/keys/${id}/rotate`, { overlap_s: 60 });
    await admin('PUT', '/teams/a%2Fb', { budgets: [{ budget_usd: 1e-7, per: 'total' }] });
    await admin('DELETE', `/keys/${id}`);
    const acts = await allActs();
    expect(acts.map(({ action }) => action)).toEqual([
      'key.create',
      'key.change',
      'key.rotate',
      'team.put',
      'key.delete',
    ]);
    expect(isWhole(acts)).toBe(true);
    expect((await admin('GET', '/audit/check')).body).toMatchObject({ entries: 5, broken_at: null });
  });

  it('is broken for it by an act that is changed, or is missing in the midst', async () => {
    const acts = await allActs();
    const changed = acts.map((act, at) => (at === 1 ? { ...act, after: { ...act.after, name: 'x' } } : act));
    expect([isWhole(changed), isWhole(acts.toSpliced(2, 1)), isWhole(acts.slice(1))]).toEqual([
      false,
      false,
      false,
    ]);
  });
});
