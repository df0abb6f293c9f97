import { StoreAwayError } from '../../storage/store.js';
import type { SessionHolder } from './session-holder.js';

/** Tells whose session it was at a time. */
type FindHolder = (hash: string, token: string, atMs: number) => Promise<SessionHolder | null>;

interface LateHolder {
  readonly token: string;
  readonly atMs: number;
  /** `undefined` = not known yet. */
  holder: SessionHolder | null | undefined;
}

/** Whose sessions ended while the store was away: it says so when it is back, before it forgets them. */
export class LateHolders {
  private readonly unknown = new Map<string, LateHolder>();

  /** @returns tells it. @throws StoreAwayError until it is known. */
  of(hash: string, token: string, atMs: number): () => SessionHolder | null {
    const late = this.unknown.get(hash) ?? { token, atMs, holder: undefined };
    this.unknown.set(hash, late);
    return () => {
      if (late.holder === undefined)
        throw new StoreAwayError('The store has not said yet whose session it was.');
      return late.holder;
    };
  }

  /** @throws what `find` throws; what it has not told stays unknown. */
  async learn(hashes: readonly string[], find: FindHolder): Promise<void> {
    if (this.unknown.size === 0) return;
    for (const hash of hashes) {
      const late = this.unknown.get(hash);
      if (!late) continue;
      late.holder = await find(hash, late.token, late.atMs);
      this.unknown.delete(hash);
    }
  }
}
