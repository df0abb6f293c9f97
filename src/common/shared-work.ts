/**
 * Work that several wait for. It goes on for as long as one of them does: when the last has left, its signal is
 * aborted with that one's reason. It needs a first waiter from the start.
 */
export class SharedWork<T> {
  private readonly controller = new AbortController();
  private readonly result: Promise<T>;
  private waiting = 0;
  private isOver = false;
  private value: T | null = null;

  constructor(start: (signal: AbortSignal) => Promise<T>) {
    this.result = this.follow(start(this.controller.signal));
  }

  /** The last waiter left before it was over: a newcomer starts it anew. */
  get isAbandoned(): boolean {
    return this.controller.signal.aborted;
  }

  /** What came of it; `null` = nothing yet, or it failed. */
  get outcome(): T | null {
    return this.value;
  }

  /** @throws what the work failed with; the reason of `signal`, as soon as that is aborted and the work not over. */
  async waitFor(signal: AbortSignal): Promise<T> {
    if (this.isOver) return this.result;
    signal.throwIfAborted();
    const left = Promise.withResolvers<never>();
    const leave = () => left.reject(signal.reason as Error);
    signal.addEventListener('abort', leave, { once: true });
    this.waiting += 1;
    try {
      return await Promise.race([this.result, left.promise]);
    } finally {
      signal.removeEventListener('abort', leave);
      this.waiting -= 1;
      if (this.waiting === 0 && !this.isOver) this.controller.abort(signal.reason);
    }
  }

  private async follow(work: Promise<T>): Promise<T> {
    try {
      this.value = await work;
      return this.value;
    } finally {
      this.isOver = true;
    }
  }
}
