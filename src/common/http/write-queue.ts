import type { ServerResponse } from 'node:http';
import type { Clock } from '../clock.js';
import { turnOfLargeWork } from '../large-work.js';

/**
 * With more than this waiting for the reader, no event is taken. Node's own mark is 64 KiB: of small events that is
 * thousands of entries in its queue, worth many times their bytes.
 */
export const MAX_WAITING_BYTES = 4096;

/** What the reader has yet to take. */
export class WriteQueue {
  private onWritten: () => void = () => undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly stallTimeoutMs: number,
    private readonly clock: Clock,
  ) {}

  /** Whether there is room for more. A socket that is gone and whose `close` is still to come has none. */
  write(frame: string): boolean {
    const isTaken = this.response.write(frame, (error) => {
      if (!error) this.onWritten();
    });
    return isTaken && this.hasRoom;
  }

  /**
   * Writes piece after piece, each once there is room for it, and lets other work have its turn between two of them.
   * Returns after the last one, or when the reader has left or stalled.
   */
  async writeAll(pieces: Iterable<string>): Promise<void> {
    for (const piece of pieces) {
      if (this.response.destroyed) return;
      if (!this.write(piece)) await this.hasRoomOrClosed();
      // Even where there is room at once: what a socket takes at once leaves others no turn.
      await turnOfLargeWork();
    }
  }

  hasRoomOrClosed(): Promise<void> {
    const { response, clock, stallTimeoutMs } = this;
    return new Promise((resolve) => {
      const settle = () => {
        cancelTimer();
        this.onWritten = () => undefined;
        response.off('close', settle);
        resolve();
      };
      const cancelTimer = clock.setTimer(stallTimeoutMs, () => response.destroy());
      this.onWritten = () => {
        if (this.hasRoom) settle();
      };
      response.once('close', settle);
      if (response.destroyed) settle();
    });
  }

  /** Nothing more comes. The last bytes may wait for the reader as well. */
  end(): void {
    const { response, clock, stallTimeoutMs } = this;
    // `close` may have come already, and comes once.
    if (response.destroyed) return;
    const cancelTimer = clock.setTimer(stallTimeoutMs, () => response.destroy());
    response.once('close', cancelTimer);
    response.end();
  }

  private get hasRoom(): boolean {
    return this.response.writableLength <= MAX_WAITING_BYTES;
  }
}
