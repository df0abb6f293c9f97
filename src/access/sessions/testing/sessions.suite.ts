import { ManualClock } from '../../../common/testing/manual-clock.js';
import { PersonCaller } from '../../../governance/identity/person-caller.js';
import { migrate } from '../../../storage/migrate.js';
import { StoreAwayError, type Store } from '../../../storage/store.js';
import { readServerSettings } from '../../../config/settings.js';
import { Sessions } from '../sessions.js';

const MINUTE = 60_000;
const OF_KEY = { holder: { key: 'canary of a key' }, holderId: 'abcdefgh', lastsMs: 12 * 60 * MINUTE };
const ANN = {
  issuer: 'https://id.example.com',
  subject: 'ann',
  role: 'viewer',
  user: 'ann@example.com',
} as const;

/** What holds wherever sessions are kept. @param open `null` = the process keeps them; else an empty store. */
export function describeSessions(name: string, open: (() => Promise<Store>) | null): void {
  describe(`sessions that are kept by ${name}`, () => {
    let store: Store | null = null;
    let clock: ManualClock;
    let sessions: Sessions;
    const settings = readServerSettings(() => undefined);
    const node = (terms = 'terms', bounds = {}) =>
      new Sessions(clock, { ...settings, ...bounds }, { store, terms });
    beforeAll(async () => {
      store = open && (await open());
      if (store) await migrate(store);
    });
    afterAll(() => store?.close());
    beforeEach(async () => {
      await store?.db.deleteFrom('sessions').execute();
      clock = new ManualClock(Date.parse('2026-11-29T10:00:00Z'));
      sessions = node();
    });
    const holderOf = async (token: string, of = sessions) => (await of.get(token))?.holder ?? null;

    it('stand for a key while they are used, for twelve hours at most', async () => {
      const token = await sessions.open(OF_KEY);
      for (let minute = 0; minute < 12 * 60; minute += 20) {
        expect(await holderOf(token)).toEqual(OF_KEY.holder);
        clock.advance(20 * MINUTE);
      }
      expect(await sessions.get(token)).toBeNull();
    });

    it('end after half an hour without use, and tell when that will be', async () => {
      const token = await sessions.open(OF_KEY);
      expect((await sessions.get(token))?.expiresAtMs).toBe(clock.nowMs() + 30 * MINUTE);
      clock.advance(30 * MINUTE);
      expect(await sessions.get(token)).toBeNull();
    });

    it('of people last as long as they are let', async () => {
      const holder = { person: new PersonCaller(ANN), idToken: 'of ann' };
      const token = await sessions.open({ holder, holderId: holder.person.id, lastsMs: 10 * MINUTE });
      clock.advance(9 * MINUTE);
      expect((await sessions.get(token))?.expiresAtMs).toBe(clock.nowMs() + MINUTE);
      clock.advance(MINUTE);
      expect(await sessions.get(token)).toBeNull();
    });

    it('end at once, and for ever, where somebody logs out', async () => {
      const [one, other] = [await sessions.open(OF_KEY), await sessions.open(OF_KEY)];
      await sessions.end(one);
      clock.advance(10_000);
      expect([await holderOf(one), await holderOf(other)]).toEqual([null, OF_KEY.holder]);
    });

    it('of one key push out no others', async () => {
      const other = await sessions.open({ ...OF_KEY, holderId: 'another' });
      const many: string[] = [];
      for (let count = 0; count < 25; count += 1) {
        clock.advance(1);
        many.push(await sessions.open(OF_KEY));
      }
      clock.advance(10_000);
      const left: string[] = [];
      for (const token of many) if (await sessions.get(token)) left.push(token);
      expect(left).toEqual(many.slice(5));
      expect(await holderOf(other)).not.toBeNull();
    });

    it('are as many as the operator says, and last as long', async () => {
      const few = node('terms', { MAX_SESSIONS: 3, MAX_SESSIONS_PER_HOLDER: 2, SESSION_IDLE_MINUTES: 5 });
      const tokens: string[] = [];
      for (const holderId of ['one', 'one', 'one', 'two', 'three']) {
        clock.advance(6_000);
        tokens.push(await few.open({ ...OF_KEY, holderId }));
      }
      const areOpen = async () => Promise.all(tokens.map(async (token) => (await few.get(token)) !== null));
      expect(await areOpen()).toEqual([false, false, true, true, true]);
      clock.advance(5 * MINUTE);
      expect(await areOpen()).toEqual([false, false, false, false, false]);
      expect(node('terms', { SESSION_MINUTES: 5 }).ofKeyMs).toBe(5 * MINUTE);
    });

    if (open === null) return;

    it('are known to other nodes, and to the next process', async () => {
      const person = new PersonCaller(ANN);
      const ofPerson = {
        holder: { person, idToken: 'of ann' },
        holderId: person.id,
        lastsMs: 12 * 60 * MINUTE,
      };
      const [byKey, byPerson] = [await sessions.open(OF_KEY), await sessions.open(ofPerson)];
      const next = node();
      expect(await holderOf(byKey, next)).toEqual(OF_KEY.holder);
      expect(await holderOf(byPerson, next)).toEqual(ofPerson.holder);
    });

    it('end on other nodes within five seconds', async () => {
      const token = await sessions.open(OF_KEY);
      const other = node();
      expect(await holderOf(token, other)).not.toBeNull();
      await sessions.end(token);
      clock.advance(5_000);
      expect(await other.get(token)).toBeNull();
    });

    it('that are used on one node are not idle on another', async () => {
      const token = await sessions.open(OF_KEY);
      const other = node();
      const usedAtMs = async () => (await rowsOf(store!))[0]?.used_at;
      for (let count = 0; count < 3; count += 1) {
        clock.advance(20 * MINUTE);
        expect(await holderOf(token, count % 2 ? other : sessions)).not.toBeNull();
        // nobody waits for the store to be told, but for this test
        while ((await usedAtMs()) !== clock.nowMs());
      }
    });

    it('end here while the store is away, and for all others as soon as it is back', async () => {
      const [token, another] = [await sessions.open(OF_KEY), await sessions.open(OF_KEY)];
      const other = node();
      const write = jest.spyOn(store!, 'write').mockRejectedValue(new StoreAwayError('away'));
      clock.advance(5_000);
      const ended = await sessions.end(token);
      expect(ended.isTold).toBe(false);
      expect(() => ended.holder()).toThrow(StoreAwayError);
      expect([await holderOf(token), await holderOf(token, other)]).toEqual([null, OF_KEY.holder]);
      clock.advance(1_000);
      while (write.mock.calls.length < 2) await new Promise((resolve) => setImmediate(resolve));
      await Promise.all(write.mock.results.map(({ value }) => (value as Promise<unknown>).catch(() => null)));
      write.mockRestore();
      expect(await rowsOf(store!)).toHaveLength(2);
      clock.advance(1_000);
      while ((await rowsOf(store!)).length > 1);
      clock.advance(5_000);
      expect([await holderOf(token), await holderOf(token, other)]).toEqual([null, null]);
      expect(ended.holder()).toEqual(OF_KEY.holder);
      expect((await sessions.end(another)).isTold).toBe(true);
    });

    it('of people who had their roles under other terms are over', async () => {
      const token = await sessions.open(OF_KEY);
      expect(await node('others').get(token)).toBeNull();
      expect(await node().get(token)).not.toBeNull();
    });

    it('hold neither keys nor tokens nor people that could be read, and go when they are over', async () => {
      const person = new PersonCaller(ANN);
      const token = await sessions.open(OF_KEY);
      const ofPerson = { holder: { person, idToken: 'of ann' }, holderId: person.id, lastsMs: MINUTE };
      await sessions.open(ofPerson);
      const text = JSON.stringify(await rowsOf(store!));
      for (const secret of ['canary', token, ANN.user, ANN.role]) expect(text).not.toContain(secret);
      expect(await rowsOf(store!)).toHaveLength(2);
      clock.advance(MINUTE);
      await sessions.open(OF_KEY);
      expect((await rowsOf(store!)).map(({ holder }) => holder)).toEqual([OF_KEY.holderId, OF_KEY.holderId]);
    });
  });
}

function rowsOf({ db }: Store) {
  return db.selectFrom('sessions').selectAll().execute();
}
