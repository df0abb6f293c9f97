/** What one call wants of one limit. */
export interface LimitWish {
  /** What is counted together. */
  readonly key: string;
  readonly limit: number;
  /** No more than the limit. */
  readonly amount: number;
  /** How long what was taken counts, in milliseconds; `null` = until it is given back: a call at once, 0 or 1 of them. */
  readonly windowMs: number | null;
}

/** How a limit stands behind a call that was let in. */
export interface LimitState {
  readonly remaining: number;
  /** What holds in place of the limit: this node's share of it, while nodes cannot count together; left out = the limit. */
  readonly share?: number;
  /** Until all of it is there again, in milliseconds. */
  readonly resetMs: number;
}

/** A limit that has no room: of several, the one that has none for longest, so that whoever waits for it gets in. */
export interface LimitReached extends LimitState {
  /** Which of the wishes. */
  readonly index: number;
  /** Until there is room for the call, in milliseconds, as far as is known by now. */
  readonly retryAfterMs: number;
}

/** What a call has taken of its limits. What these methods do never fails. */
export interface TakenLimits {
  /** In the order of the wishes. */
  readonly states: readonly LimitState[];
  /**
   * The call is over: what is counted at once goes back.
   * @param amounts what it came to in the end, in the order of the wishes.
   */
  settle(amounts: readonly number[]): void;
  /** It was not made: all that it took goes back. */
  release(): void;
}

/** Counts what is limited; one operation takes of several limits, all or none. */
export interface LimitStore {
  take(wishes: readonly LimitWish[]): TakenLimits | LimitReached | Promise<TakenLimits | LimitReached>;
}

export function isReached(outcome: TakenLimits | LimitReached): outcome is LimitReached {
  return 'retryAfterMs' in outcome;
}
