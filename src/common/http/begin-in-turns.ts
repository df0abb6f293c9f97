/** Some tenths of a millisecond each: with a few of them under way at once, nobody waits for their sum. */
const PER_TURN = 8;

interface Beginning {
  readonly isWanted: () => boolean;
  readonly begin: () => void;
}

/**
 * Begins some pieces of work in a turn of the event loop, and others in the next ones, in their order. Node hands over
 * what came on a hundred connections in one turn, and everything else would wait until all of it was begun.
 */
export class BeginInTurns {
  private begunInTurn = 0;
  private waiting: Beginning[] = [];

  /** @param isWanted asked as its turn comes. */
  add(isWanted: () => boolean, begin: () => void): void {
    if (this.begunInTurn === 0) setImmediate(this.nextTurn);
    this.begunInTurn += 1;
    if (this.begunInTurn <= PER_TURN) begin();
    else this.waiting.push({ isWanted, begin });
  }

  private readonly nextTurn = (): void => {
    const begun = this.waiting.splice(0, PER_TURN);
    // What comes meanwhile waits behind those that wait already.
    this.begunInTurn = begun.length + this.waiting.length;
    if (this.begunInTurn > 0) setImmediate(this.nextTurn);
    for (const { isWanted, begin } of begun) if (isWanted()) begin();
  };
}
