/** Tells an operator that ends of calls wait for the store, and that they are written: each once for an outage. */
export class DelayedWrites {
  private areTold = false;

  /**
   * @param say what the log says.
   * @param nameOf what may be said of an error.
   */
  constructor(
    private readonly say: { warn(text: string): void; log(text: string): void },
    private readonly nameOf: (error: unknown) => string,
  ) {}

  /** Something has to wait. @param error `undefined` = the outage was seen elsewhere. */
  began(error?: unknown): void {
    if (this.areTold) return;
    this.areTold = true;
    const reason = error === undefined ? '' : ` ${this.nameOf(error)}`;
    this.say.warn(`Ends of calls wait to be written.${reason} They are written once the store takes them.`);
  }

  /** Nothing waits any more. */
  over(): void {
    if (!this.areTold) return;
    this.areTold = false;
    this.say.log('No end of a call waits to be written any more.');
  }
}
