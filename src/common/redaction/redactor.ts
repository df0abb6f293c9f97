import { turnOfLargeWork } from '../large-work.js';

/** What stands in place of what was masked. */
export const MASK = '[redacted]';

/** From the first character of what is to be masked to the one behind it. */
export type Span = readonly [from: number, to: number];
/** Finds what is to be masked, in any order; empty spans mask nothing. */
export type Finder = (text: string) => readonly Span[];

/** A longer text is searched by each finder in a turn of its own. */
const LONG_CHARACTERS = 2_048;

/** Masks in texts what is not to be kept. */
export class Redactor {
  constructor(private readonly finders: readonly Finder[]) {}

  /**
   * The beginning of a text with all masked that the whole text has: what begins before `keep` is masked to its end.
   * @param keep so many characters are kept, masks counted as what they stand for.
   */
  atOnce(text: string, keep = text.length): string {
    return masked(
      text,
      this.finders.flatMap((find) => find(text)),
      keep,
    );
  }

  /** The same, while other work has its turn. */
  async inTurns(text: string, keep = text.length): Promise<string> {
    if (text.length < LONG_CHARACTERS) return this.atOnce(text, keep);
    const spans: Span[] = [];
    for (const find of this.finders) {
      await turnOfLargeWork();
      spans.push(...find(text));
    }
    return masked(text, spans, keep);
  }
}

function masked(text: string, spans: readonly Span[], keep: number): string {
  let result = '';
  let at = 0;
  for (const [from, to] of spans.toSorted(([one], [other]) => one - other)) {
    if (from >= keep) break;
    if (to <= Math.max(at, from)) continue;
    // Spans that overlap are one.
    if (from >= at) result += text.slice(at, from) + MASK;
    at = to;
  }
  return at < keep ? result + text.slice(at, keep) : result;
}
