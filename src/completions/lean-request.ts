import type { GatewayError } from '../common/errors.js';
import { isAboutLength, refusedOf, withoutAdditions } from './additions.js';
import type { CallRun } from './call-run.js';
import type { PreparedTarget } from './prepare-target.js';
import type { RefusedAdditions } from './refused-additions.js';

/**
 * The request of one call to one target, from which goes what the gateway added and the provider refuses. Nothing that
 * the caller wrote is ever taken out. Asking again needs no leave of the retry budget: each addition goes once, and what
 * helped is remembered, so that a provider is asked about once an hour in vain.
 */
export class LeanRequest {
  private readonly learnt = new Set<string>();

  constructor(
    private current: PreparedTarget,
    private readonly memory: RefusedAdditions,
    private readonly run: CallRun,
  ) {}

  get prepared(): PreparedTarget {
    return this.current;
  }

  /** @returns whether something went that the refusal is about, and the provider is worth being asked again. */
  takeOut(refusal: GatewayError): boolean {
    const refused = refusedOf(refusal, this.current.additions).map(({ parameter }) => parameter);
    if (refused.length === 0) return false;
    this.current = withoutAdditions(this.current, new Set(refused));
    this.run.history.addRefused(this.current.target, refused);
    if (!isAboutLength(refusal)) refused.forEach((parameter) => this.learnt.add(parameter));
    return true;
  }

  /** What was taken out was what the provider refused: it answers now. */
  answered(): void {
    if (this.learnt.size === 0) return;
    const { target, request } = this.current;
    this.memory.remember(target.provider.definition.id, request.model, this.learnt);
  }
}
