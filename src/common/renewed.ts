import type { Clock } from './clock.js';

/** What takes a while to find out: one look for all who ask, and whoever asks again meanwhile waits for none. */
export class Renewed<T> {
  private found: { readonly atMs: number; readonly answer: T } | null = null;
  private next: Promise<T> | null = null;

  /**
   * @param look may reject.
   * @param times in milliseconds: `freshMs` = an answer is as good as a new one; `usableMs` = it is given, and renewed.
   */
  constructor(
    private readonly look: () => Promise<T>,
    private readonly clock: Pick<Clock, 'monotonicMs'>,
    private readonly times: { readonly freshMs: number; readonly usableMs: number },
  ) {}

  /** @throws what the look throws: whoever asks behind a renewal that failed looks anew. */
  async get(): Promise<T> {
    const { found } = this;
    const ageMs = found ? this.clock.monotonicMs() - found.atMs : Infinity;
    if (found && ageMs < this.times.freshMs) return found.answer;
    const next = this.renew();
    return found && ageMs < this.times.usableMs ? found.answer : next;
  }

  private renew(): Promise<T> {
    this.next ??= this.lookAnew();
    // who got an older answer did not wait; who asks behind a failure looks anew, and is told
    this.next.catch(() => undefined);
    return this.next;
  }

  private async lookAnew(): Promise<T> {
    const atMs = this.clock.monotonicMs();
    try {
      const answer = await this.look();
      this.found = { atMs, answer };
      return answer;
    } catch (error) {
      this.found = null;
      throw error;
    } finally {
      this.next = null;
    }
  }
}
