import { Inject, Injectable, type Type } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { CLOCK, type Clock } from '../common/clock.js';
import { CompletionsService } from '../completions/completions.service.js';
import { readProviderSettings } from '../config/provider.variables.js';
import type { VariableValue } from '../config/variable.js';
import { LlmAgent } from './llm-agent.js';
import { OpenAiCompatibleProvider } from './openai-compatible/openai-compatible.provider.js';
import { createOpenAiSdkClient, type ChatClient } from './openai-compatible/openai-sdk-client.js';
import type { ProviderDefinition } from './port/provider-definition.js';
import type { ProviderEntry } from './provider-entry.js';

/** A class to extend: the agent of a provider that speaks OpenAI's chat completions, with its client under `token`. */
export function openAiCompatibleAgent(definition: ProviderDefinition, token: symbol): Type<LlmAgent> {
  @Injectable()
  class OpenAiCompatibleAgentService extends LlmAgent {
    constructor(
      @Inject(token) client: ChatClient,
      config: ConfigService,
      completions: CompletionsService,
      @Inject(CLOCK) clock: Clock,
    ) {
      const settings = readProviderSettings(definition, (name) => config.get<VariableValue>(name));
      super(new OpenAiCompatibleProvider(definition, settings, client, clock), completions);
    }
  }
  return OpenAiCompatibleAgentService;
}

/**
 * The catalogue's entry of a provider that speaks OpenAI's chat completions. Token and agent are made up where no
 * other code has to name them.
 */
export function openAiCompatibleEntry(
  definition: ProviderDefinition,
  token: symbol = Symbol(`${definition.id.toUpperCase()}_CLIENT`),
  agentService: Type<LlmAgent> = openAiCompatibleAgent(definition, token),
): ProviderEntry {
  const create = (...[settings, fetch]: Parameters<NonNullable<ProviderEntry['client']>['create']>) =>
    createOpenAiSdkClient(settings, fetch);
  return Object.freeze({ definition, agentService, client: { token, create } });
}
