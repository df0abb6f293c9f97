import { requireKey } from '../completions/prepare-target.js';
import { hasKey } from '../port/configured-provider.js';
import type { LlmProvider } from '../port/llm-provider.js';
import type { ProviderDefinition } from '../port/provider-definition.js';
import type { CallPlan, Destination } from './destination.js';

/** One provider, asked for the model that the caller names. */
export class ProviderDestination implements Destination {
  constructor(readonly provider: LlmProvider) {}

  get definition(): ProviderDefinition {
    return this.provider.definition;
  }

  get defaultModel(): string {
    return this.provider.settings.defaultModel;
  }

  get isConfigured(): boolean {
    return hasKey(this.provider);
  }

  plan(named: string | null): CallPlan {
    // Here as well as at the door: a call without a key has no model yet.
    requireKey(this.provider);
    const model = named ?? this.defaultModel;
    const plan: CallPlan = { model, targets: [{ provider: this.provider, model }], routeId: null };
    return named === null ? { ...plan, choice: 'default' } : plan;
  }
}
