import type { CompletionsService } from '../../completions/completions.service.js';
import { requireKey } from '../../completions/prepare-target.js';
import { LlmAgent, type CallPlan } from './llm-agent.js';
import { hasKey } from '../../port/configured-provider.js';
import type { LlmProvider } from '../../port/llm-provider.js';
import type { ProviderDefinition } from '../../port/provider-definition.js';

/** The agent of one provider. */
export class ProviderAgent extends LlmAgent {
  readonly definition: ProviderDefinition;
  readonly defaultModel: string;

  constructor(
    readonly provider: LlmProvider,
    completions: CompletionsService,
  ) {
    super(completions);
    this.definition = provider.definition;
    this.defaultModel = provider.settings.defaultModel;
  }

  get isConfigured(): boolean {
    return hasKey(this.provider);
  }

  protected plan(named: string | null): CallPlan {
    // Here as well as at the door: a call without a key has no model yet.
    requireKey(this.provider);
    const model = named ?? this.defaultModel;
    return { model, targets: [{ provider: this.provider, model }], routeId: null };
  }
}
