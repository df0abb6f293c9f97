import { isFair, isFairCall } from './fair-room.js';
import type { ShedReason } from './overloaded.js';
import type { Ticket } from './ticket.js';

/** What the gateway holds at once, at most. */
export interface AdmissionLimits {
  /** Calls from their admission to the end of their answer. */
  readonly maxCalls: number;
  /** Bytes that those calls keep in memory, as told at admission and since. */
  readonly maxBytes: number;
}

/** Bounds of the whole gateway on what is in flight. */
type FullRoom = Exclude<ShedReason, 'load'>;

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

/**
 * Bounds what is in flight in the whole gateway, and lets no caller take all of it. It says yes or no at once: a queue
 * would only hide the overload.
 */
export class Admission {
  private readonly room: Room;
  private refusedBound: FullRoom = 'calls';

  constructor(private readonly limits: AdmissionLimits) {
    this.room = new Room(limits.maxBytes);
  }

  get callsInFlight(): number {
    return this.room.calls;
  }

  get bytesInFlight(): number {
    return this.room.bytes;
  }

  /** The bound at which a call that was just refused stood. */
  get fullBound(): FullRoom {
    return this.refusedBound;
  }

  /**
   * Lets a call in, or refuses it with `null`. Whatever a call asks for, it gets in while nothing else is in flight:
   * above `maxBytes` it otherwise never could.
   * @throws RangeError for what is no whole number of bytes, which would spoil the count for good.
   */
  tryEnter({ bytes = 0, expectedBytes = bytes, callerId = null }: Entrant = {}): AdmissionTicket | null {
    requireWhole(bytes);
    requireWhole(expectedBytes);
    const { room } = this;
    const party = room.partyOf(callerId);
    const freeCalls = this.limits.maxCalls - room.calls;
    if (freeCalls <= 0) return this.refuse('calls');
    if (!isFairCall(callerId === null ? null : party.calls, freeCalls)) return this.refuse('share');
    if (room.calls > 0 && !room.has(party, expectedBytes, expectedBytes)) return this.refuse('bytes');
    room.enter(party, bytes);
    return new Place(room, party, bytes);
  }

  private refuse(bound: FullRoom): null {
    this.refusedBound = bound;
    return null;
  }
}

/** All calls of one caller. */
interface Party {
  readonly callerId: string | null;
  calls: number;
  bytes: number;
}

/** The calls in flight, by caller. */
class Room {
  calls = 0;
  bytes = 0;
  /** Of callers with calls in flight only, so it never outgrows those. */
  private readonly parties = new Map<string | null, Party>();

  constructor(private readonly maxBytes: number) {}

  partyOf(callerId: string | null): Party {
    return this.parties.get(callerId) ?? { callerId, calls: 0, bytes: 0 };
  }

  has(party: Party, wantedBytes: number, moreBytes: number): boolean {
    const freeBytes = this.maxBytes - this.bytes - moreBytes;
    return isFair({ wantedBytes, callerBytes: party.bytes + moreBytes, freeBytes });
  }

  enter(party: Party, bytes: number): void {
    if (party.calls === 0) this.parties.set(party.callerId, party);
    this.calls += 1;
    party.calls += 1;
    this.count(party, bytes);
  }

  leave(party: Party, bytes: number): void {
    this.count(party, -bytes);
    this.calls -= 1;
    party.calls -= 1;
    if (party.calls === 0) this.parties.delete(party.callerId);
  }

  count(party: Party, moreBytes: number): void {
    this.bytes += moreBytes;
    party.bytes += moreBytes;
  }
}

class Place implements AdmissionTicket {
  private isInside = true;

  constructor(
    private readonly room: Room,
    private readonly party: Party,
    private heldBytes: number,
  ) {}

  tryHold(wantedBytes: number): boolean {
    requireWhole(wantedBytes);
    const { heldBytes, isInside, party, room } = this;
    const moreBytes = wantedBytes - heldBytes;
    if (!isInside || moreBytes <= 0) return true;
    if (room.calls > 1 && !room.has(party, wantedBytes, moreBytes)) return false;
    room.count(party, moreBytes);
    this.heldBytes = wantedBytes;
    return true;
  }

  leave(): void {
    if (!this.isInside) return;
    this.isInside = false;
    this.room.leave(this.party, this.heldBytes);
  }
}

function requireWhole(bytes: number): void {
  if (Number.isSafeInteger(bytes) && bytes >= 0) return;
  throw new RangeError('Admission counts bytes in whole numbers from 0.');
}
