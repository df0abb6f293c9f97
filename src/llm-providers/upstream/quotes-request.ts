import { turnOfLargeWork } from '../../common/large-work.js';
import { QuotedTexts } from './quoted-texts.js';
import { requestTexts } from './request-texts.js';
import { SearchWork } from './search-work.js';

/** What searches in turns have found, for as long as there is the request. */
const found = new WeakMap<object, Map<string, boolean>>();

/**
 * Whether a provider's words hold a text of the request. True as well for a request that is too large to be searched: one
 * of 100,000 objects and arrays, half a million characters of JSON in texts, or of more work than there may be. That is
 * less than a large request takes (`SearchWork`), unless the same lines were searched for in turns before.
 *
 * @param lines folded.
 * @param work that may be done, and what it says afterwards was done.
 */
export function quotesRequest(
  lines: readonly string[],
  request: unknown,
  work = SearchWork.atOnce(),
): boolean {
  const known = isObject(request) ? found.get(request)?.get(textOf(lines)) : undefined;
  if (known !== undefined) return known;
  const search = searchFor(lines, request, work);
  for (let step = search.next(); ; step = search.next()) if (step.done) return step.value;
}

/**
 * The same for a large request, while other work has its turn; `quotesRequest` knows the result from then on.
 *
 * @param lines folded.
 */
export async function searchInTurns(
  lines: readonly string[],
  request: object,
  work = SearchWork.inTurns(),
): Promise<boolean> {
  const search = searchFor(lines, request, work);
  let step = search.next();
  for (; !step.done; step = search.next()) if (work.endsTurn()) await turnOfLargeWork();
  const results = found.get(request) ?? new Map<string, boolean>();
  found.set(request, results.set(textOf(lines), step.value));
  return step.value;
}

function* searchFor(lines: readonly string[], request: unknown, work: SearchWork): Generator<void, boolean> {
  const quoted = new QuotedTexts([...new Set(lines)], work);
  const texts = requestTexts(request);
  for (let next = texts.next(); ; next = texts.next()) {
    if (next.done) return next.value === 'some' || work.isTooMuch;
    if (yield* quoted.search(next.value)) return true;
  }
}

function textOf(lines: readonly string[]): string {
  return lines.join('\n');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
