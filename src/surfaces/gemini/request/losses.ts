import { RequestLosses } from '../../request-losses.js';

/** What of a request of Gemini's API does not reach the model as its caller wrote it. */
export class Losses extends RequestLosses {
  /** Drops what is not among the names that are read. */
  dropsOthers(names: readonly string[], known: ReadonlySet<string>, path = ''): void {
    for (const name of names.filter((each) => !known.has(each)))
      this.drops(`${path}${shown(name)}`, 'the gateway has no words for it');
  }
}

/** A name of the caller's, as it is repeated to him: whatever is no plain word is not. */
function shown(name: string): string {
  return /^\w{1,60}$/.test(name) ? name : 'another field';
}
