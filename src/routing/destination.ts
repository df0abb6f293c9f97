import type { TargetChoice } from '../completions/attempt-reason.js';
import type { CompletionCall } from '../completions/completion-call.js';
import type { CallSession } from '../policies/affinity/call-session.js';
import type { Affinity, ProviderDefinition } from '../port/provider-definition.js';

/** Which targets to ask, in what order, and what the answer calls the model. */
export interface CallPlan {
  /** As the answer calls it: what the caller named, or the default. */
  readonly model: string;
  readonly targets: CompletionCall['targets'];
  readonly routeId: string | null;
  /** See `CompletionCall.choice`. */
  readonly choice?: TargetChoice;
  /** As the route has it; left out, as `soft`. */
  readonly affinity?: Affinity;
}

/** What a caller can send a request to by its id: a provider, or a route of the operator's over several. */
export interface Destination {
  /** What lists and documents say of it. */
  readonly definition: ProviderDefinition;
  /** The model for callers who name none, as the operator configured it. */
  readonly defaultModel: string;
  /** Has all it needs to answer: a key, where one is needed. */
  readonly isConfigured: boolean;
  /**
   * @param model as the caller named it; `null` = it named none.
   * @param session the conversation that the call belongs to; left out, each call is one by itself.
   * @throws GatewayError `provider.key_missing` or `request.invalid` where there is no target to ask.
   */
  plan(model: string | null, session?: CallSession): CallPlan;
}
