import type { PicoUsd } from '../../common/pico-usd.js';
import { contains, type PeriodWindow } from './budget-window.js';
import type { Spender } from './spender.js';

/** A call that somebody is charged for. */
export interface EndedCall {
  /** Of its row; '' = it has none. */
  readonly callId: string;
  readonly spender: Spender;
  /** When it began. */
  readonly atMs: number;
  readonly cost: PicoUsd;
}

/** Calls that end while it is looked up what was spent in a window before: rows of calls have them, or not yet. */
export class EndedMeanwhile {
  private readonly ids: string[] = [];
  private sum = 0n;

  constructor(
    private readonly window: PeriodWindow,
    private readonly isOf: (spender: Spender) => boolean,
    /** To be called once all is known. */
    readonly stop: () => void,
  ) {}

  note({ callId, spender, atMs, cost }: EndedCall): void {
    if (!contains(this.window, atMs) || !this.isOf(spender)) return;
    this.ids.push(callId);
    this.sum += cost;
  }

  /** Those of them that are known by now. */
  get callIds(): readonly string[] {
    return this.ids;
  }

  /** What all of them came to. */
  get cost(): PicoUsd {
    return this.sum;
  }
}
