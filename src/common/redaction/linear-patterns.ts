import { lazy } from '../lazy.js';
import type { Finder, Span } from './redactor.js';

const re2 = lazy(() => require('re2js') as typeof import('re2js'));

/** A text is no regular expression as RE2 has them; the message says why. */
export class WrongPatternError extends Error {
  override readonly name = 'WrongPatternError';
}

/**
 * Finds what a regular expression of RE2's syntax matches, in a time that grows with the text alone, whatever the
 * expression is: no backtracking, hence no references back and no lookaround.
 * @throws WrongPatternError
 */
export function linearPattern(pattern: string): Finder {
  const { RE2JS } = re2();
  const compiled = compile(() => RE2JS.compile(pattern));
  return (text) => {
    const matcher = compiled.matcher(text);
    const spans: Span[] = [];
    while (matcher.find()) spans.push([matcher.start(), matcher.end()]);
    return spans;
  };
}

function compile<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new WrongPatternError(error instanceof Error ? error.message : 'not a pattern', { cause: error });
  }
}
