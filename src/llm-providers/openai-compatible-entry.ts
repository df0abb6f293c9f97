import type { Type } from '@nestjs/common';
import type { ProviderAgent } from '../surfaces/agents/provider-agent.js';
import { createOpenAiCompatibleProvider } from './openai-compatible/openai-compatible.provider.js';
import { createOpenAiSdkClient, type ChatClient } from './openai-compatible/openai-sdk-client.js';
import type { ProviderDefinition } from '../port/provider-definition.js';
import { agentOf, type ProviderEntry } from './provider-entry.js';

/** A class to extend: the agent of a provider that speaks OpenAI's chat completions, with its client under `token`. */
export function openAiCompatibleAgent(definition: ProviderDefinition, token: symbol): Type<ProviderAgent> {
  return agentOf<ChatClient>(definition, token, createOpenAiCompatibleProvider);
}

/**
 * The catalogue's entry of a provider that speaks OpenAI's chat completions. Token and agent are made up where no
 * other code has to name them.
 */
export function openAiCompatibleEntry(
  definition: ProviderDefinition,
  token: symbol = Symbol(`${definition.id.toUpperCase()}_CLIENT`),
  agentService: Type<ProviderAgent> = openAiCompatibleAgent(definition, token),
): ProviderEntry {
  return Object.freeze({
    definition,
    agentService,
    client: { token, create: createOpenAiSdkClient },
    createAdapter: createOpenAiCompatibleProvider,
  });
}
