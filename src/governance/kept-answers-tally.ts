/**
 * What became of a request with an `Idempotency-Key`: answered by what was kept, refused because the first with its key
 * is under way or was another; or it was the first, and its answer was kept, or too large to be.
 */
export const IDEMPOTENCY_OUTCOMES = ['replayed', 'in_progress', 'mismatch', 'kept', 'too_large'] as const;
export type IdempotencyOutcome = (typeof IDEMPOTENCY_OUTCOMES)[number];

/** Tells how many bytes of answers are kept, as they are written. Rejects with what the store throws. */
export type HeldBytes = () => Promise<number>;

/** What happens to requests that are answered once, counted for this node's metrics. */
export class KeptAnswersTally {
  private readonly counts = new Map<IdempotencyOutcome, number>();
  /** `null` = nobody keeps answers. */
  heldBytes: HeldBytes | null = null;

  count(outcome: IdempotencyOutcome): void {
    this.counts.set(outcome, this.of(outcome) + 1);
  }

  of(outcome: IdempotencyOutcome): number {
    return this.counts.get(outcome) ?? 0;
  }
}
