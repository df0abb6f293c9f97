import { ManualClock } from '../common/testing/manual-clock.js';
import { BatchedDeletion } from './batched-deletion.js';

const HOUR_MS = 3_600_000;
/** Until what was begun has come to its next timer. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** @param batches what each batch comes to, in order. */
function deletionOf(batches: (boolean | Error)[]) {
  const clock = new ManualClock(0);
  const failures: unknown[] = [];
  let count = 0;
  const deleteBatch = async () => {
    const outcome = batches[count] ?? false;
    count += 1;
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  const deletion = new BatchedDeletion({ clock, deleteBatch, onFailure: (error) => failures.push(error) });
  const after = async (delayMs: number) => {
    clock.advance(delayMs);
    await settled();
    return count;
  };
  return { deletion, after, failures };
}

describe('BatchedDeletion', () => {
  it('goes on at once while there is more, and looks again an hour later', async () => {
    const { deletion, after } = deletionOf([true, true, false]);
    deletion.begin();
    expect([await after(200), await after(200), await after(200)]).toEqual([1, 2, 3]);
    expect(await after(HOUR_MS - 1)).toBe(3);
    expect(await after(1)).toBe(4);
  });

  it('tells of a batch that failed, and tries again an hour later', async () => {
    const failure = new Error('the store is away');
    const { deletion, after, failures } = deletionOf([failure]);
    deletion.begin();
    expect(await after(200)).toBe(1);
    expect(failures).toEqual([failure]);
    expect(await after(HOUR_MS)).toBe(2);
  });

  it('deletes nothing more once it was ended', async () => {
    const { deletion, after } = deletionOf([true]);
    deletion.begin();
    await after(200);
    deletion.end();
    expect(await after(HOUR_MS)).toBe(1);
  });
});
