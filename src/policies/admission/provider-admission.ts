import type { Ticket } from './ticket.js';

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
    return new ProviderPlace(this.calls, providerId);
  }
}

class ProviderPlace implements Ticket {
  private isInside = true;

  constructor(
    private readonly calls: Map<string, number>,
    private readonly providerId: string,
  ) {}

  leave(): void {
    if (!this.isInside) return;
    this.isInside = false;
    const { calls, providerId } = this;
    const left = (calls.get(providerId) ?? 0) - 1;
    if (left === 0) calls.delete(providerId);
    else calls.set(providerId, left);
  }
}
