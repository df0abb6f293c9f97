import { ticket, type Ticket } from './ticket.js';

/** What the gateway holds at once, at most. */
export interface AdmissionLimits {
  /** Calls from their admission to the end of their answer. */
  readonly maxCalls: number;
  /** Bytes that those calls keep in memory, as told at admission and since. */
  readonly maxBytes: number;
}

/** The place of a call that was let in. */
export interface AdmissionTicket extends Ticket {
  /**
   * Counts at least so many bytes for this call from now on. `false` = there is no room for them, and the count
   * is what it was. A call that has left holds nothing.
   */
  tryHold(bytes: number): boolean;
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
   * @param expectedBytes what it is going to keep: there must be room for it, but it counts only once it is held
   * @throws RangeError for what is no whole number of bytes, which would spoil the count for good.
   */
  tryEnter(bytes: number, expectedBytes = bytes): AdmissionTicket | null {
    requireWhole(bytes);
    requireWhole(expectedBytes);
    if (this.calls >= this.limits.maxCalls || !this.hasRoomFor(expectedBytes, this.calls)) return null;
    this.calls += 1;
    this.bytes += bytes;
    return this.ticketFor(bytes);
  }

  private ticketFor(bytes: number): AdmissionTicket {
    let held = bytes;
    let isInside = true;
    const place = ticket(() => {
      isInside = false;
      this.calls -= 1;
      this.bytes -= held;
    });
    const tryHold = (wanted: number) => {
      requireWhole(wanted);
      if (!isInside || wanted <= held) return true;
      if (!this.hasRoomFor(wanted - held, this.calls - 1)) return false;
      this.bytes += wanted - held;
      held = wanted;
      return true;
    };
    return { leave: () => place.leave(), tryHold };
  }

  private hasRoomFor(moreBytes: number, otherCalls: number): boolean {
    return otherCalls === 0 || this.bytes + moreBytes <= this.limits.maxBytes;
  }
}

function requireWhole(bytes: number): void {
  if (Number.isSafeInteger(bytes) && bytes >= 0) return;
  throw new RangeError('Admission counts bytes in whole numbers from 0.');
}
