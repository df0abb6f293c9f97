/** Behind it a text is forgotten: as long as a verdict about a key holds. */
const KEPT_MS = 3_000;
const MOST = 10_000;

/**
 * Hashes of keys that were good within the last seconds, found by their text: each call would hash its key anew. How
 * long a search takes tells nothing: texts are compared only where their hashes of this process' own agree.
 */
export class RecentHashes {
  private readonly hashes = new Map<string, string>();
  private sinceMs = -Infinity;

  /** `undefined` = not known, or not any more. */
  get(key: string, nowMs: number): string | undefined {
    if (Math.abs(nowMs - this.sinceMs) >= KEPT_MS) {
      this.hashes.clear();
      this.sinceMs = nowMs;
    }
    return this.hashes.get(key);
  }

  /** Of a key that opened something; behind a `get`. */
  keep(key: string, hash: string): void {
    if (this.hashes.size < MOST) this.hashes.set(key, hash);
  }
}
