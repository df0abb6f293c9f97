import { ManualClock } from '../../../common/testing/manual-clock.js';
import { migrate } from '../../../storage/migrate.js';
import { StoreAwayError, type Store } from '../../../storage/store.js';
import { Administration } from '../administration.js';
import { Identity } from '../identity.js';
import type { KeyGrant } from '../virtual-key.js';

const ACTOR = { name: 'admin', address: 'local' };
const GRANT: KeyGrant = {
  name: 'ci',
  user: 'ann',
  team: 'red',
  tags: { project: 'apollo' },
  metadata: { ticket: 4711 },
  allowed: { providers: ['openai'] },
  budgets: [{ budget_usd: '5', per: 'day' }],
  limits: [],
  expiresAtMs: null,
  enabled: true,
};

/** What holds of virtual keys on every store. @param open an empty one. */
export function describeIdentity(name: string, open: () => Promise<Store>): void {
  describe(`virtual keys in the store of ${name}`, () => {
    const clock = new ManualClock();
    let store: Store;
    let here: Identity;
    let elsewhere: Identity;
    let administration: Administration;
    beforeAll(async () => {
      store = await open();
      await migrate(store);
      [here, elsewhere] = [new Identity(store, clock), new Identity(store, clock)];
      await here.open();
      await elsewhere.open();
      administration = new Administration(store, here, clock);
    });
    afterAll(async () => {
      here.close();
      elsewhere.close();
      await store.close();
    });
    afterEach(() => jest.restoreAllMocks());

    const who = async (node: Identity, secret: string) => {
      const known = node.atOnce(secret, secret);
      return (known === undefined ? await node.of(secret, secret) : known)?.key ?? null;
    };

    it('are known on all nodes with all that was said of them', async () => {
      expect(here.hasKeys).toBe(false);
      const { key, secret } = await administration.createKey(ACTOR, GRANT);
      expect(here.hasKeys).toBe(true);
      expect(await who(elsewhere, secret)).toEqual(key);
      expect(key).toMatchObject(GRANT);
    });

    it('are listed by their budgets, page by page, where they have any', async () => {
      await administration.createKey(ACTOR, { ...GRANT, name: 'unbound', budgets: [] });
      const { key } = await administration.createKey(ACTOR, { ...GRANT, name: 'bound', metadata: {} });
      const gone = await administration.createKey(ACTOR, GRANT);
      await administration.deleteKey(ACTOR, gone.key.id);
      const found = [];
      for (let after: string | null = null; ;) {
        const page = await here.keys.budgetsOf(store, { limit: 1, after });
        found.push(...page);
        if (page.length === 0) break;
        after = page[0]!.id;
      }
      expect(found.map((each) => each.name).toSorted()).toEqual(['bound', 'ci']);
      expect(found.find(({ id }) => id === key.id)).toEqual({
        id: key.id,
        name: 'bound',
        budgets: GRANT.budgets,
      });
    });

    it('made on one node close the others, where there can be any', async () => {
      const looks = jest.spyOn(elsewhere.keys, 'hasAny');
      clock.advance(2_000);
      await Promise.all(looks.mock.results.map(({ value }) => value as Promise<boolean>));
      expect(elsewhere.hasKeys).toBe(store.dialect === 'postgres');
    });

    it('end here at once, and elsewhere within five seconds', async () => {
      const { key, secret } = await administration.createKey(ACTOR, GRANT);
      expect(await who(here, secret)).not.toBeNull();
      expect(await who(elsewhere, secret)).not.toBeNull();
      await administration.changeKey(ACTOR, key.id, (before) => ({ ...before, enabled: false }));
      expect(await who(here, secret)).toBeNull();
      clock.advance(5_000);
      expect(await who(elsewhere, secret)).toBeNull();
    });

    it('are asked for once by all who wait, be they right or wrong', async () => {
      const lookUps = jest.spyOn(elsewhere.keys, 'byHash');
      const wrong = Array.from({ length: 50 }, (_, at) => `tg_abcdefgh_${String(at).padStart(43, 'x')}`);
      for (let round = 0; round < 3; round += 1) {
        const found = await Promise.all([...wrong, ...wrong].map((secret) => who(elsewhere, secret)));
        expect(found.every((key) => key === null)).toBe(true);
      }
      expect(lookUps).toHaveBeenCalledTimes(50);
    });

    it('that were good lately are good while the store is away, and others are not called wrong', async () => {
      const [known, unknown] = [
        await administration.createKey(ACTOR, GRANT),
        await administration.createKey(ACTOR, GRANT),
      ];
      expect(await who(elsewhere, known.secret)).not.toBeNull();
      jest.spyOn(elsewhere.keys, 'byHash').mockRejectedValue(new StoreAwayError('away'));
      clock.advance(10_000);
      expect(await who(elsewhere, known.secret)).toEqual(known.key);
      await expect(who(elsewhere, unknown.secret)).rejects.toBeInstanceOf(StoreAwayError);
    });

    it('stay good while the store is away right after another key, or a team, was changed', async () => {
      const [good, other] = [
        await administration.createKey(ACTOR, GRANT),
        await administration.createKey(ACTOR, GRANT),
      ];
      for (const { secret } of [good, other]) expect(await who(here, secret)).not.toBeNull();
      await administration.changeKey(ACTOR, other.key.id, (before) => ({ ...before, name: 'changed' }));
      await administration.putScope(ACTOR, 'team', 'red', { allowed: { providers: ['openai'] } });
      jest.spyOn(here.keys, 'byHash').mockRejectedValue(new StoreAwayError('away'));
      clock.advance(10_000);
      expect(await who(here, good.secret)).toEqual(good.key);
      await expect(who(here, other.secret)).rejects.toBeInstanceOf(StoreAwayError);
    });

    it('that are changed while they are looked up are looked up anew', async () => {
      const { key, secret } = await administration.createKey(ACTOR, GRANT);
      const before = await here.keys.byHash(store.db, here.hasher!.hashOf(secret), 0);
      const { promise, resolve } = Promise.withResolvers<typeof before>();
      jest.spyOn(here.keys, 'byHash').mockReturnValueOnce(promise);
      const asked = who(here, secret);
      await administration.changeKey(ACTOR, key.id, (its) => ({ ...its, enabled: false }));
      resolve(before);
      await asked;
      expect(await who(here, secret)).toBeNull();
    });

    it('belong to teams that hold at once, whatever becomes of the store', async () => {
      await administration.putScope(ACTOR, 'team', 'blue', { allowed: { providers: ['openai'] } });
      expect(here.directory.allowanceOf('team', 'blue')?.permitsProvider('gemini')).toBe(false);
      await administration.deleteScope(ACTOR, 'team', 'blue');
      expect(here.directory.allowanceOf('team', 'blue')).toBeNull();
      await elsewhere.directory.refresh();
      expect(elsewhere.directory.all('team')).toEqual(here.directory.all('team'));
    });

    it('leave alone what was said elsewhere, or meanwhile, of the team that they are the first to name', async () => {
      const [limits, budgets] = [[{ concurrent: 2 }], [{ budget_usd: '1', per: 'day' }]] as const;
      await administration.putScope(ACTOR, 'defaults', '', { team: { limits } });
      await elsewhere.directory.refresh();
      const there = new Administration(store, elsewhere, clock);
      await administration.putScope(ACTOR, 'team', 'known here', { budgets });
      await there.createKey(ACTOR, { ...GRANT, team: 'known here' });
      await Promise.all([
        there.createKey(ACTOR, { ...GRANT, team: 'at once' }),
        administration.putScope(ACTOR, 'team', 'at once', { budgets }),
      ]);
      await Promise.all([1, 2].map(() => there.createKey(ACTOR, { ...GRANT, team: 'begun once' })));
      expect(elsewhere.directory.get('team', 'known here')?.definition).toEqual({ budgets });
      await here.directory.refresh();
      for (const [team, definition] of [
        ['known here', { budgets }],
        ['at once', { budgets }],
        ['begun once', { limits }],
      ] as const) {
        expect(here.directory.get('team', team)?.definition).toEqual(definition);
      }
      const acts = await administration.audit.list(100, null);
      expect(acts.filter(({ target }) => target === 'team:begun once')).toHaveLength(1);
      await administration.deleteScope(ACTOR, 'defaults', '');
    });

    it('leave a chain of acts, in which none can be changed unseen', async () => {
      const whole = await administration.audit.check();
      expect(whole).toMatchObject({
        brokenAt: null,
        head: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      });
      expect((await administration.audit.list(1, null))[0]).toMatchObject({
        id: whole.entries,
        hash: whole.head,
      });
      await store.db.updateTable('audit').set({ actor: 'somebody else' }).where('id', '=', 2).execute();
      expect(await administration.audit.check()).toEqual({ ...whole, brokenAt: 2 });
    });
  });
}
