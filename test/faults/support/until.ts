import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 10;

/**
 * Waits for a condition, looking every few milliseconds.
 * @throws Error naming the condition, when it does not hold in time.
 */
export async function until(what: string, holds: () => unknown, withinMs: number): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`It did not come about in ${withinMs} ms that ${what}`);
    await pause(LOOK_EVERY_MS);
  }
}

/** Runs the work for each item, at most `width` at a time; results in the order of the items. */
export async function eachOf<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const lanes = Array.from({ length: width }, async () => {
    for (const [index, item] of waiting) results[index] = await work(item, index);
  });
  await Promise.all(lanes);
  return results;
}

/** Lets so many in at a time; the others wait in the order in which they came. */
export class Doorway {
  private readonly waiting: (() => void)[] = [];

  constructor(private room: number) {}

  /** Resolves, once there is room, to what gives that room up again. */
  async enter(): Promise<() => void> {
    if (this.room > 0) this.room -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    return () => {
      const next = this.waiting.shift();
      if (next) next();
      else this.room += 1;
    };
  }
}
