import type { Claim, KeptAnswer } from './answer-store.js';
import { MemoryAnswerStore } from './memory-answer-store.js';
import { describeAnswerStore } from './testing/answer-store.suite.js';

const MAX_BYTES = 1_000_000;

describeAnswerStore('memory', () => Promise.resolve(new MemoryAnswerStore(MAX_BYTES)));

describe('answers kept in memory', () => {
  it('make room for newer ones, the oldest first, and never for what is under way', async () => {
    const store = new MemoryAnswerStore(10_000);
    const answer = { status: 200, headers: {}, body: Buffer.alloc(3_000) } as unknown as KeptAnswer;
    const claimOf = (at: number): Claim => ({ id: `id-${at}`, token: `t-${at}`, fingerprint: 'f' });
    await store.claim(claimOf(0), 0);
    for (const at of [1, 2, 3]) {
      await store.claim(claimOf(at), at);
      await store.keep(claimOf(at), answer, at);
    }
    expect(await store.claim(claimOf(0), 4)).toBe('running');
    expect(await store.claim(claimOf(3), 4)).toBe(answer);
    expect(await store.claim(claimOf(1), 4)).toBe('first');
  });
});
