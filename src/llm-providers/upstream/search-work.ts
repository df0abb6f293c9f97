/**
 * Steps, each about the time of reading a character that is skipped. A prose of 10 MB, the largest request that is
 * accepted by default, takes half of them.
 */
const MOST_IN_TURNS = 8_000_000;
/** Of a search that other work has to wait for: at most a hundredth of a second or so. */
const MOST_AT_ONCE = 1_000_000;
/** About a millisecond. */
const PER_TURN = 100_000;

/** How much a search for quotes has done, in steps: it runs on the event loop, so that it may not take as long as it likes. */
export class SearchWork {
  spent = 0;

  private turnEnds = PER_TURN;

  private constructor(private readonly most: number) {}

  /** @param most steps. */
  static atOnce(most = MOST_AT_ONCE): SearchWork {
    return new SearchWork(most);
  }

  /** @param most steps. */
  static inTurns(most = MOST_IN_TURNS): SearchWork {
    return new SearchWork(most);
  }

  /** True = so much has been done that the search has to end without a result. */
  get isTooMuch(): boolean {
    return this.spent > this.most;
  }

  /** Whether enough was done since the last time for other work to have its turn. */
  endsTurn(): boolean {
    if (this.spent < this.turnEnds) return false;
    this.turnEnds = this.spent + PER_TURN;
    return true;
  }
}
