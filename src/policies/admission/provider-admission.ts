import { ticket, type Ticket } from './ticket.js';

/** Bounds the calls in flight to each provider, so that a slow one leaves room for the others. */
export class ProviderAdmission {
  /** Holds providers with calls in flight only, so it never outgrows them. */
  private readonly calls = new Map<string, number>();

  inFlight(providerId: string): number {
    return this.calls.get(providerId) ?? 0;
  }

  /** Lets a call in, or refuses it with `null` where the provider has `maxCalls` in flight. */
  tryEnter(providerId: string, maxCalls: number): Ticket | null {
    const inFlight = this.inFlight(providerId);
    if (inFlight >= maxCalls) return null;
    this.calls.set(providerId, inFlight + 1);
    return ticket(() => this.leave(providerId));
  }

  private leave(providerId: string): void {
    const left = this.inFlight(providerId) - 1;
    if (left === 0) this.calls.delete(providerId);
    else this.calls.set(providerId, left);
  }
}
