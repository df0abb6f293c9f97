import { isFair } from './fair-room.js';
import { ticket, type Ticket } from './ticket.js';

/** What the gateway holds at once, at most. */
export interface AdmissionLimits {
  /** Calls from their admission to the end of their answer. */
  readonly maxCalls: number;
  /** Bytes that those calls keep in memory, as told at admission and since. */
  readonly maxBytes: number;
}

/** What is known of a call that asks to be let in. */
interface Entrant {
  /** What the call keeps in memory, in bytes; default 0 = nothing worth counting. */
  readonly bytes?: number;
  /** What it is going to keep: there must be room for it, but it counts only once it is held; default: `bytes`. */
  readonly expectedBytes?: number;
  /** The same for all calls of one caller; `null`, the default, for those who cannot be told apart. */
  readonly callerId?: string | null;
}

/** The place of a call that was let in. */
export interface AdmissionTicket extends Ticket {
  /**
   * Counts at least so many bytes for this call from now on. `false` = there is no room for them, and the count
   * is what it was. A call that has left holds nothing.
   */
  tryHold(bytes: number): boolean;
}

/** All calls of one caller. */
interface Party {
  calls: number;
  bytes: number;
}

/**
 * Bounds what is in flight in the whole gateway, and lets no caller take all of it. It says yes or no at once: a queue
 * would only hide the overload.
 */
export class Admission {
  private calls = 0;
  private bytes = 0;
  /** Of callers with calls in flight only, so it never outgrows those. */
  private readonly parties = new Map<string | null, Party>();

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
   * Lets a call in, or refuses it with `null`. Whatever a call asks for, it gets in while nothing else is in flight:
   * above `maxBytes` it otherwise never could.
   * @throws RangeError for what is no whole number of bytes, which would spoil the count for good.
   */
  tryEnter({ bytes = 0, expectedBytes = bytes, callerId = null }: Entrant = {}): AdmissionTicket | null {
    requireWhole(bytes);
    requireWhole(expectedBytes);
    if (this.calls >= this.limits.maxCalls) return null;
    const party = this.parties.get(callerId) ?? { calls: 0, bytes: 0 };
    if (this.calls > 0 && !this.hasRoom(party, expectedBytes, expectedBytes)) return null;
    if (party.calls === 0) this.parties.set(callerId, party);
    this.calls += 1;
    party.calls += 1;
    this.count(party, bytes);
    return this.ticketFor(callerId, party, bytes);
  }

  private ticketFor(callerId: string | null, party: Party, bytes: number): AdmissionTicket {
    let held = bytes;
    let isInside = true;
    const place = ticket(() => {
      isInside = false;
      this.count(party, -held);
      this.calls -= 1;
      party.calls -= 1;
      if (party.calls === 0) this.parties.delete(callerId);
    });
    const tryHold = (wanted: number) => {
      requireWhole(wanted);
      if (!isInside || wanted <= held) return true;
      if (this.calls > 1 && !this.hasRoom(party, wanted, wanted - held)) return false;
      this.count(party, wanted - held);
      held = wanted;
      return true;
    };
    return { leave: () => place.leave(), tryHold };
  }

  private hasRoom(party: Party, wantedBytes: number, moreBytes: number): boolean {
    const freeBytes = this.limits.maxBytes - this.bytes - moreBytes;
    return isFair({ wantedBytes, callerBytes: party.bytes + moreBytes, freeBytes });
  }

  private count(party: Party, moreBytes: number): void {
    this.bytes += moreBytes;
    party.bytes += moreBytes;
  }
}

function requireWhole(bytes: number): void {
  if (Number.isSafeInteger(bytes) && bytes >= 0) return;
  throw new RangeError('Admission counts bytes in whole numbers from 0.');
}
