import { ticket, type Ticket } from './ticket.js';

/** What the gateway holds at once, at most. */
export interface AdmissionLimits {
  /** Calls from their admission to the end of their answer. */
  readonly maxCalls: number;
  /** Bytes that those calls keep in memory, as told at admission. */
  readonly maxBytes: number;
}

/** Bounds what is in flight in the whole gateway. It says yes or no at once: a queue would only hide the overload. */
export class Admission {
  private calls = 0;
  private bytes = 0;

  constructor(private readonly limits: AdmissionLimits) {}

  get callsInFlight(): number {
    return this.calls;
  }

  get bytesInFlight(): number {
    return this.bytes;
  }

  /** The bound at which a call that was just refused stood. */
  get fullBound(): 'calls' | 'bytes' {
    return this.calls >= this.limits.maxCalls ? 'calls' : 'bytes';
  }

  /**
   * Lets a call in, or refuses it with `null`. A call above `maxBytes` gets in while nothing else is in flight:
   * otherwise it never could.
   *
   * @param bytes what the call keeps in memory; 0 = nothing worth counting
   * @throws RangeError for what is no whole number of bytes, which would spoil the count for good.
   */
  tryEnter(bytes: number): Ticket | null {
    if (!Number.isSafeInteger(bytes) || bytes < 0) {
      throw new RangeError('Admission counts bytes in whole numbers from 0.');
    }
    if (!this.hasRoomFor(bytes)) return null;
    this.calls += 1;
    this.bytes += bytes;
    return ticket(() => {
      this.calls -= 1;
      this.bytes -= bytes;
    });
  }

  private hasRoomFor(bytes: number): boolean {
    if (this.calls >= this.limits.maxCalls) return false;
    return this.calls === 0 || this.bytes + bytes <= this.limits.maxBytes;
  }
}
