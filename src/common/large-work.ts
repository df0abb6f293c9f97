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

function giveTurn(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(giveTurn);
}
