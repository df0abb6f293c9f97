import type { GatewayError } from '../common/errors.js';
import type { CallAtGate } from './call-gate.js';
import type { InsteadOfCall } from './call-permit.js';
import type { CompletionWarning } from './completion-warning.js';
import type { ParameterPolicy } from './parameter-policy.js';
import type { PreparedTarget } from './prepare-target.js';

/** What a call would ask of one of its targets. */
export interface ExplainedTarget {
  readonly providerId: string;
  /** As the provider would be asked for it. */
  readonly model: string;
  /** In the provider's own words; `null` = it would not be asked, or nobody would. */
  readonly request: object | null;
  readonly warnings: readonly CompletionWarning[];
  /** The most that it may cost there, in US dollars; `null` = not known. */
  readonly maxCostUsd: string | null;
  /** Why it would not be asked; `null` = it would. */
  readonly refusal: GatewayError | null;
}

/** What bounds a call, and whether it would be let in. */
export interface GateExplanation {
  /** Budgets and limits that hold for it, as they stand, in the words of `GET /v1/key`. */
  readonly budgets: readonly object[];
  readonly limits: readonly object[];
  /** Of the targets that would be asked, in their order, in US dollars. */
  readonly maxCostsUsd: readonly (string | null)[];
  /** `null` = it would be let in. */
  readonly refusal: GatewayError | null;
  /** What would be let in for it; left out = it would be asked itself. */
  readonly instead?: InsteadOfCall;
}

/** What would become of a call: no provider was asked, and nothing was counted. */
export interface CallExplanation extends Pick<GateExplanation, 'budgets' | 'limits' | 'refusal'> {
  readonly routeId: string | null;
  /** Where its caller wrote what a refusal names; left out = under its canonical name. */
  readonly placeOf?: ParameterPolicy['placeOf'];
  /** In the order in which they would be asked. */
  readonly targets: readonly ExplainedTarget[];
}

/** Says what the gate would say. What it throws is what a request is refused with that nobody can explain. */
export interface CallExplainer {
  explain(asked: CallAtGate, prepared: readonly PreparedTarget[]): Promise<GateExplanation>;
}

/** Nothing bounds any call. */
export const NOTHING_BOUNDS: CallExplainer = Object.freeze({
  explain: (_asked: CallAtGate, prepared: readonly PreparedTarget[]) =>
    Promise.resolve({ budgets: [], limits: [], maxCostsUsd: prepared.map(() => null), refusal: null }),
});

/** Thrown in place of an answer, to a caller who asked what would become of its call. */
export class CallExplained extends Error {
  override readonly name = 'CallExplained';

  constructor(readonly explanation: CallExplanation) {
    super('The call was explained, and not made.');
  }
}
