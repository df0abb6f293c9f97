import { setImmediate as nextTurn } from 'node:timers/promises';

/** What comes of work, and how many turns of the event loop others had while it went on. */
export async function withTurns<T>(
  work: Promise<T>,
): Promise<{ readonly result: T; readonly turns: number }> {
  let isOver = false;
  const over = () => void (isOver = true);
  work.then(over, over);
  let turns = 0;
  for (; !isOver; turns += 1) await nextTurn();
  return { result: await work, turns };
}
