const waiting: (() => void)[] = [];

/**
 * Resolves when it is this work's turn, one piece of large work in a turn of the event loop, the one that waits longest
 * first: pieces of a millisecond that all went on in the same turn would hold up everything else for their sum. For work
 * on large bodies, between two pieces of it.
 */
export function turnOfLargeWork(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(giveTurn);
  });
}

/** Some microseconds' work each: two milliseconds or so in a turn. */
const ITEMS_PER_TURN = 256;

/** What `map` gives, some items in a turn: for lists that have a few items, and may have thousands. */
export async function mapInTurns<In, Out>(items: readonly In[], toOut: (item: In) => Out): Promise<Out[]> {
  const outs: Out[] = [];
  for (let at = 0; at < items.length; at += ITEMS_PER_TURN) {
    if (at > 0) await turnOfLargeWork();
    for (const item of items.slice(at, at + ITEMS_PER_TURN)) outs.push(toOut(item));
  }
  return outs;
}

function giveTurn(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(giveTurn);
}
