import type { Clock } from '../../common/clock.js';
import { StoreAwayError } from '../../storage/store.js';

/** A store that is away is told again after so long. */
const AGAIN_MS = 1_000;

/** What ended here, and the store has to be told of: at once, or as soon as it is back. */
export class UntoldEnds {
  private readonly untold = new Set<string>();
  private stop: (() => void) | null = null;

  /**
   * @param tell the store of all of these.
   * @param most so many can wait: whoever is no caller here may end what never was.
   * @param onFailed told of what fails later, but for the store's being away; it is told again all the same.
   */
  constructor(
    private readonly clock: Clock,
    private readonly tell: (hashes: readonly string[]) => Promise<unknown>,
    private readonly most: number,
    private readonly onFailed: (error: unknown) => void,
  ) {}

  has(hash: string): boolean {
    return this.untold.has(hash);
  }

  /**
   * @returns whether the store knows; `false` = it will once it is back.
   * @throws what `tell` throws, `StoreAwayError` where there is no room.
   */
  async add(hash: string): Promise<boolean> {
    const hasRoom = this.untold.size < this.most;
    if (hasRoom) this.untold.add(hash);
    try {
      await this.tell([hash]);
    } catch (error) {
      const isAway = error instanceof StoreAwayError;
      if (isAway && hasRoom) {
        this.tellLater();
        return false;
      }
      this.untold.delete(hash);
      throw error;
    }
    this.untold.delete(hash);
    return true;
  }

  /** Nothing is told any more. */
  close(): void {
    this.stop?.();
    this.untold.clear();
  }

  private tellLater(): void {
    this.stop ??= this.clock.setTimer(AGAIN_MS, () => void this.tellAll());
  }

  private async tellAll(): Promise<void> {
    const hashes = [...this.untold];
    try {
      await this.tell(hashes);
      for (const hash of hashes) this.untold.delete(hash);
    } catch (error) {
      if (!(error instanceof StoreAwayError)) this.onFailed(error);
    }
    this.stop = null;
    if (this.untold.size > 0) this.tellLater();
  }
}
