import { Inject, Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { CLOCK, type Clock } from '../../common/clock.js';
import { CompletionsService } from '../../completions/completions.service.js';
import { readProviderSettings } from '../../config/provider.variables.js';
import type { VariableValue } from '../../config/variable.js';
import { LlmAgent } from '../llm-agent.js';
import type { AnthropicClient } from './anthropic-client.js';
import { ANTHROPIC_CLIENT } from './anthropic-client.token.js';
import { anthropic } from './anthropic.definition.js';
import { AnthropicProvider } from './anthropic.provider.js';

/** The Anthropic agent: its key comes through `ConfigService`, its client through `ANTHROPIC_CLIENT`. */
@Injectable()
export class AnthropicAgentService extends LlmAgent {
  constructor(
    @Inject(ANTHROPIC_CLIENT) client: AnthropicClient,
    config: ConfigService,
    completions: CompletionsService,
    @Inject(CLOCK) clock: Clock,
  ) {
    const settings = readProviderSettings(anthropic, (name) => config.get<VariableValue>(name));
    super(new AnthropicProvider(settings, client, clock), completions);
  }
}
