import type { Fingerprint } from '../policies/affinity/rendezvous.js';
import type { AffinityOutcome } from '../policies/affinity/session-memory.js';
import type { LlmProvider } from '../port/llm-provider.js';
import type { ApiKey } from '../port/provider-definition.js';
import type { ModelRequest } from '../port/canonical.js';
import type { CallContext } from './call-context.js';
import type { CallTarget, CompletionCall } from './completion-call.js';
import type { Operation } from './operations.js';
import type { ProviderHealth } from './provider-health.js';

type Health = Pick<ProviderHealth, 'poolOf' | 'sessions'>;

/** How one call keeps to the target and the key that its conversation has had, and what came of it. */
export class CallAffinity {
  private outcome: AffinityOutcome | null = null;

  constructor(
    private readonly session: Fingerprint,
    private readonly health: Health,
  ) {}

  /** By what to choose among the keys of a provider; `null` = they take turns. */
  keysOf({ settings }: LlmProvider): Fingerprint | null {
    return settings.affinity === 'off' ? null : this.session;
  }

  /** To be called when an answer begins; only the first time counts. */
  answeredBy({ provider, model }: CallTarget, apiKey: ApiKey | null): AffinityOutcome {
    // Whether calls of one session change keys that take turns is not for it to tell.
    const key = this.keysOf(provider) === null ? '' : (apiKey?.variable ?? '');
    const member = JSON.stringify([provider.definition.id, model, key]);
    this.outcome ??= this.health.sessions.answered(this.session, member);
    return this.outcome;
  }

  /** `null` = it was not answered. */
  get result(): AffinityOutcome | null {
    return this.outcome;
  }
}

/** `null` = there is nothing to keep to: one target with one key, no conversation, or the operator does not want it. */
export function affinityOf(
  { affinity, apiKey, request, targets }: CompletionCall<ModelRequest>,
  { session }: Pick<CallContext, 'session'>,
  { name }: Operation<unknown>,
  health: Health,
): CallAffinity | null {
  if (!session || apiKey || affinity === 'off' || name !== 'chat') return null;
  if (targets.length === 1 && !hasSeveralKeys(targets[0].provider, health)) return null;
  const fingerprint = session.within(request.model);
  return fingerprint && new CallAffinity(fingerprint, health);
}

function hasSeveralKeys(provider: LlmProvider, health: Health): boolean {
  return provider.settings.affinity !== 'off' && health.poolOf(provider).size > 1;
}
