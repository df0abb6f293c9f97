import { isSmallJson } from '../../common/json-pieces.js';
import { turnOfLargeWork } from '../../common/large-work.js';

/**
 * To be waited for before a failure is read: a large request is searched at once, and several that fail together would
 * hold the event loop for the sum of it.
 */
export async function turnOfSearch(request: object): Promise<void> {
  if (!isSmallJson(request)) await turnOfLargeWork();
}

/**
 * Steps, each about the time of reading a character that is skipped: all of them take less than a tenth of a second. A
 * prose of 10 MB, the largest request that is accepted by default, takes half of them.
 */
const MOST = 8_000_000;

/**
 * How much a search for quotes has done, in steps: it runs on the event loop, so that it may not take as long as it
 * likes.
 */
export class SearchWork {
  spent = 0;

  constructor(private readonly most: number = MOST) {}

  /** True = so much has been done that the search has to end without a result. */
  get isTooMuch(): boolean {
    return this.spent > this.most;
  }
}
