let waiting: (() => void)[] = [];

/**
 * Does some work behind all else of this turn of the event loop, together with all that came there in the same turn: the
 * same work done several times in a row costs less each time, and so does what the system does for it. At rest it is no
 * later than a few microseconds. What one piece of work throws is thrown behind the others, as by a callback of its own.
 */
export function atEndOfTurn(work: () => void): void {
  if (waiting.push(work) === 1) setImmediate(doAll);
}

function doAll(): void {
  const all = waiting;
  waiting = [];
  for (const work of all) {
    try {
      work();
    } catch (error) {
      process.nextTick(() => {
        throw error;
      });
    }
  }
}
