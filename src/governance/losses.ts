import type { Clock } from '../common/clock.js';

/** A store that is away would fill the log. */
const TOGETHER_MS = 10_000;

/** Told of what was lost: of the first at once, and then every ten seconds of all others together. */
export class Losses {
  private lost = 0;
  private last: unknown = null;
  private isQuiet = false;

  /** @param tell how many there were, and why the last of them was lost. */
  constructor(
    private readonly clock: Pick<Clock, 'setTimer'>,
    private readonly tell: (count: number, error: unknown) => void,
  ) {}

  readonly add = (error: unknown): void => {
    this.lost += 1;
    this.last = error;
    if (!this.isQuiet) this.tellAll();
  };

  private tellAll(): void {
    const { last, lost } = this;
    [this.lost, this.last] = [0, null];
    this.isQuiet = lost > 0;
    if (lost === 0) return;
    this.clock.setTimer(TOGETHER_MS, () => this.tellAll());
    this.tell(lost, last);
  }
}
