import { fingerprintOf, type Fingerprint } from './rendezvous.js';

/**
 * The conversation that a call belongs to. Two callers never share one, whatever they call it, nor do two models. It is
 * found out when it is asked for: most calls have nothing to choose, and pay nothing for it.
 */
export class CallSession {
  private identity: string | null | undefined;
  private known: { readonly model: string; readonly fingerprint: Fingerprint } | null = null;

  /**
   * @param callerId `null` = callers are not told apart.
   * @param identify says which conversation it is; `null` = nothing tells.
   */
  constructor(
    private readonly callerId: string | null,
    private readonly identify: () => string | null,
  ) {}

  /** @param model as the caller named it. `null` = the call belongs to no conversation. */
  within(model: string): Fingerprint | null {
    if (this.known?.model === model) return this.known.fingerprint;
    this.identity ??= this.identify();
    if (this.identity === null) return null;
    // As JSON, so that no two callers, models and names run together into the same text.
    const fingerprint = fingerprintOf(JSON.stringify([this.callerId, model, this.identity]));
    this.known = { model, fingerprint };
    return fingerprint;
  }
}
