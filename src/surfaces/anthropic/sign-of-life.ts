import type { Clock } from '../../common/clock.js';
import type { StreamPart } from '../../port/canonical.js';

/** So long a model may think before its caller is told that it does: shorter than the idle time-outs of common proxies. */
export const QUIET_MS = 15_000;

/** Whether a provider has begun to speak, though no word of its answer has come. */
export class SignOfLife {
  private tell: () => void = () => undefined;
  private readonly seen = new Promise<void>((resolve) => (this.tell = resolve));

  /** The same parts; the first of them is a sign. */
  of(parts: AsyncIterable<StreamPart>): AsyncIterableIterator<StreamPart> {
    const source = parts[Symbol.asyncIterator]();
    return {
      next: async () => {
        const next = await source.next();
        this.tell();
        return next;
      },
      return: async () => (await source.return?.()) ?? { done: true, value: undefined },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /**
   * What is awaited; `null` = it takes long, and the provider is known to be at work. What it then fails with is told to
   * whoever awaits it on.
   */
  async orQuiet<T>(work: Promise<T>, clock: Clock): Promise<T | null> {
    let cancelTimer = () => undefined as void;
    const isLate = new Promise<void>((resolve) => (cancelTimer = clock.setTimer(QUIET_MS, resolve)));
    const quiet = Promise.all([isLate, this.seen]).then(() => null);
    try {
      return await Promise.race([work, quiet]);
    } finally {
      cancelTimer();
    }
  }
}
