import { Injectable, type Type } from '@nestjs/common';
import { CompletionsService } from '../../../completions/completions.service.js';
import type { ProviderDefinition } from '../../../port/provider-definition.js';
import { DestinationRegistry } from '../../../routing/destination.registry.js';
import { LlmAgent } from '../llm-agent.js';

/** A class to extend: the injectable agent of one provider, by which the rest of the process reaches it. */
export function agentServiceOf(definition: ProviderDefinition): Type<LlmAgent> {
  @Injectable()
  class ProviderAgentService extends LlmAgent {
    constructor(destinations: DestinationRegistry, completions: CompletionsService) {
      super(destinations.ofShipped(definition), completions);
    }
  }
  return ProviderAgentService;
}
