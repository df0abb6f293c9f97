/** Characters read. A request of 10 MB, the largest that is accepted by default, takes fewer than it has. */
const MOST = 16_000_000;

/** How much a search for quotes has read: it runs on the event loop, so that it may not take as long as it likes. */
export class SearchWork {
  spent = 0;

  constructor(private readonly most: number = MOST) {}

  /** True = so much has been read that the search has to end without a result. */
  get isTooMuch(): boolean {
    return this.spent > this.most;
  }
}
