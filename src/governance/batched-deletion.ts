import type { Clock } from '../common/clock.js';

const HOUR_MS = 3_600_000;
const BETWEEN_BATCHES_MS = 200;

export interface BatchedDeletionOptions {
  readonly clock: Clock;
  /** Deletes few enough rows to hold no other writer up. @returns whether there may be more. */
  readonly deleteBatch: () => Promise<boolean>;
  /** Told of each batch that failed; the next one is tried an hour later. */
  readonly onFailure: (error: unknown) => void;
}

/** Deletes what is old, batch after batch, and looks again each hour. */
export class BatchedDeletion {
  private stop: (() => void) | null = null;
  private hasEnded = false;

  constructor(private readonly options: BatchedDeletionOptions) {}

  begin(): void {
    this.goOnAfter(BETWEEN_BATCHES_MS);
  }

  end(): void {
    this.hasEnded = true;
    this.stop?.();
  }

  private goOnAfter(delayMs: number): void {
    const { clock, deleteBatch, onFailure } = this.options;
    if (this.hasEnded) return;
    this.stop = clock.setTimer(delayMs, () => {
      if (this.hasEnded) return;
      void deleteBatch()
        .catch((error: unknown) => {
          onFailure(error);
          return false;
        })
        .then((isMore) => this.goOnAfter(isMore ? BETWEEN_BATCHES_MS : HOUR_MS));
    });
  }
}
