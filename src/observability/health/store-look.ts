import type { Clock } from '../../common/clock.js';
import { StoreAwayError, type Store } from '../../storage/store.js';

/** Less than a probe waits, which takes a gateway that says nothing for one that is not ready: a second by default. */
const MOST_MS = 500;

/** Whether the store answers, for whoever asks, and however many they are: one question at a time. */
export class StoreLook {
  private asking: Promise<'up' | 'away'> | null = null;

  constructor(
    private readonly store: Pick<Store, 'check'>,
    private readonly clock: Clock,
  ) {}

  /** A store that says nothing for half a second is away. */
  async state(): Promise<'up' | 'away'> {
    this.asking ??= this.ask().finally(() => (this.asking = null));
    const { promise, resolve } = Promise.withResolvers<'away'>();
    const cancel = this.clock.setTimer(MOST_MS, () => resolve('away'));
    try {
      return await Promise.race([this.asking, promise]);
    } finally {
      cancel();
    }
  }

  private async ask(): Promise<'up' | 'away'> {
    try {
      await this.store.check();
      return 'up';
    } catch (error) {
      if (error instanceof StoreAwayError) return 'away';
      throw error;
    }
  }
}
