import { isFairCall } from './fair-room.js';
import type { Ticket } from './ticket.js';

/** Who asks a provider, and how much of it there is. */
interface ProviderEntrant {
  readonly maxCalls: number;
  /** The same for all calls of one key; `null` = callers are not told apart. */
  readonly callerId: string | null;
}

/** The calls in flight to one provider. */
interface ProviderCalls {
  all: number;
  /** Of callers with calls in flight only. */
  readonly byCaller: Map<string, number>;
}

/** Bounds the calls in flight to each provider, so that a slow one leaves room for the others, and a key for other keys. */
export class ProviderAdmission {
  /** As many as there are providers. */
  private readonly calls = new Map<string, ProviderCalls>();

  inFlight(providerId: string): number {
    return this.calls.get(providerId)?.all ?? 0;
  }

  /** Whether one more call of this caller would be let in. */
  hasRoom(providerId: string, { maxCalls, callerId }: ProviderEntrant): boolean {
    const calls = this.calls.get(providerId);
    const callerCalls = callerId === null ? null : (calls?.byCaller.get(callerId) ?? 0);
    return isFairCall(callerCalls, maxCalls - (calls?.all ?? 0));
  }

  /** Lets a call in, or refuses it with `null` where there is no room for it. */
  tryEnter(providerId: string, entrant: ProviderEntrant): Ticket | null {
    if (!this.hasRoom(providerId, entrant)) return null;
    const calls = this.callsTo(providerId);
    count(calls, entrant.callerId, 1);
    return new ProviderPlace(calls, entrant.callerId);
  }

  private callsTo(providerId: string): ProviderCalls {
    const known = this.calls.get(providerId);
    if (known) return known;
    const calls = { all: 0, byCaller: new Map<string, number>() };
    this.calls.set(providerId, calls);
    return calls;
  }
}

function count(calls: ProviderCalls, callerId: string | null, change: 1 | -1): void {
  calls.all += change;
  if (callerId === null) return;
  const left = (calls.byCaller.get(callerId) ?? 0) + change;
  if (left === 0) calls.byCaller.delete(callerId);
  else calls.byCaller.set(callerId, left);
}

class ProviderPlace implements Ticket {
  private isInside = true;

  constructor(
    private readonly calls: ProviderCalls,
    private readonly callerId: string | null,
  ) {}

  leave(): void {
    if (!this.isInside) return;
    this.isInside = false;
    count(this.calls, this.callerId, -1);
  }
}
