import type { OpenedStream } from '../opened-stream.js';

type Parts = OpenedStream['parts'];

/** What ended the call meanwhile is told in place of the rest: the caller has the beginning of a stream. */
export function orFailing(open: () => Parts): Parts {
  try {
    return open();
  } catch (error) {
    return failing(error);
  }
}

/** Throws once, and is over. */
function failing(error: unknown): Parts {
  const over = { done: true, value: undefined } as const;
  let isTold = false;
  return {
    async next() {
      if (isTold) return over;
      isTold = true;
      throw error;
    },
    return: async () => over,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
