import { KEEP_MS, LEASE_MS, type AnswerStore, type Claim, type KeptAnswer } from '../answer-store.js';

const NOW_MS = Date.parse('2026-11-29T12:30:00Z');
const ANSWER: KeptAnswer = {
  status: 200,
  headers: { 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'] },
  body: Buffer.from('{"text":"grüße ✓ \\u0000"}'),
  source: {
    route: null,
    provider: 'acme',
    modelAsked: 'acme/small',
    modelSent: 'small',
    modelAnswered: 'small-2026',
    operation: 'chat',
    isStream: false,
    finishReason: 'stop',
  },
};

/** What holds of every memory of answers. @param open an empty one, with room for a million bytes. */
export function describeAnswerStore(name: string, open: () => Promise<AnswerStore>): void {
  describe(`answers kept in ${name}`, () => {
    let store: AnswerStore;
    let ids = 0;
    beforeAll(async () => void (store = await open()));

    const newClaim = (more: Partial<Claim> = {}): Claim => ({
      id: `id-${++ids}`,
      token: `token-${ids}`,
      fingerprint: 'hash of what is asked',
      ...more,
    });

    it('let one of many who ask at once be the first', async () => {
      const { id } = newClaim();
      const claims = Array.from({ length: 20 }, (_none, at) => newClaim({ id, token: `t-${at}` }));
      const outcomes = await Promise.all(claims.map((claim) => store.claim(claim, NOW_MS)));
      const count = (wanted: string) => outcomes.filter((outcome) => outcome === wanted).length;
      expect([count('first'), count('running')]).toEqual([1, 19]);
    });

    it('are the same, byte for byte, until a day has passed', async () => {
      const claim = newClaim();
      await store.claim(claim, NOW_MS);
      await store.keep(claim, ANSWER, NOW_MS);
      const again = newClaim({ id: claim.id });
      expect(await store.claim(again, NOW_MS + KEEP_MS - 1)).toEqual(ANSWER);
      expect(await store.claim(again, NOW_MS + KEEP_MS)).toBe('first');
    });

    it('tell how much room they take', async () => {
      const before = await store.heldBytes();
      const claim = newClaim();
      await store.claim(claim, NOW_MS);
      await store.keep(claim, { ...ANSWER, body: Buffer.alloc(30_000, 'a') }, NOW_MS);
      const taken = (await store.heldBytes()) - before;
      expect(taken).toBeGreaterThanOrEqual(30_000);
      expect(taken).toBeLessThan(45_000);
    });

    it('are not told to those who ask for something else, be it answered or not', async () => {
      const claim = newClaim();
      const other = newClaim({ id: claim.id, fingerprint: 'another' });
      await store.claim(claim, NOW_MS);
      expect(await store.claim(other, NOW_MS)).toBe('other');
      await store.keep(claim, ANSWER, NOW_MS);
      expect(await store.claim(other, NOW_MS)).toBe('other');
    });

    it('leave the place free where there is none', async () => {
      const claim = newClaim();
      await store.claim(claim, NOW_MS);
      await store.release(claim);
      expect(await store.claim(newClaim({ id: claim.id, fingerprint: 'another' }), NOW_MS)).toBe('first');
    });

    it('lose their place once the process that makes them does not renew it', async () => {
      const claim = newClaim();
      const next = newClaim({ id: claim.id });
      await store.claim(claim, NOW_MS);
      await store.renew(claim, NOW_MS + 1_000);
      expect(await store.claim(next, NOW_MS + LEASE_MS)).toBe('running');
      expect(await store.claim(next, NOW_MS + LEASE_MS + 1_000)).toBe('first');
      await store.keep(claim, ANSWER, NOW_MS + LEASE_MS + 2_000);
      await store.release(claim);
      await store.renew(claim, NOW_MS + 10 * LEASE_MS);
      const third = newClaim({ id: claim.id });
      expect(await store.claim(third, NOW_MS + LEASE_MS + 3_000)).toBe('running');
      expect(await store.claim(third, NOW_MS + 3 * LEASE_MS)).toBe('first');
    });

    it('have so much room in all, of which the oldest go first, and nothing that is under way', async () => {
      const body = Buffer.alloc(90_000, 'x');
      const [running, ...claims] = Array.from({ length: 21 }, () => newClaim()) as [Claim, ...Claim[]];
      await store.claim(running, NOW_MS);
      for (const [at, claim] of claims.entries()) {
        await store.claim(claim, NOW_MS + at);
        await store.keep(claim, { ...ANSWER, body }, NOW_MS + at);
      }
      const askAgain = ({ id }: Claim) => store.claim(newClaim({ id }), NOW_MS + 100);
      expect(await askAgain(running)).toBe('running');
      expect(await askAgain(claims.at(-1)!)).toMatchObject({ status: 200 });
      const outcomes = await Promise.all(claims.slice(0, 9).map(askAgain));
      expect(new Set(outcomes)).toEqual(new Set(['first']));
    });
  });
}
