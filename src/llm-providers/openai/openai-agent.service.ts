import { Inject, Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { CLOCK, type Clock } from '../../common/clock.js';
import { CompletionsService } from '../../completions/completions.service.js';
import { readProviderSettings } from '../../config/provider.variables.js';
import type { VariableValue } from '../../config/variable.js';
import { LlmAgent } from '../llm-agent.js';
import { OpenAiCompatibleProvider } from '../openai-compatible/openai-compatible.provider.js';
import type { ChatClient } from '../openai-compatible/openai-sdk-client.js';
import { OPENAI_CLIENT } from './openai-client.token.js';
import { openai } from './openai.definition.js';

/** The OpenAI agent: its key comes through `ConfigService`, its client through `OPENAI_CLIENT`. */
@Injectable()
export class OpenAIAgentService extends LlmAgent {
  constructor(
    @Inject(OPENAI_CLIENT) client: ChatClient,
    config: ConfigService,
    completions: CompletionsService,
    @Inject(CLOCK) clock: Clock,
  ) {
    const settings = readProviderSettings(openai, (name) => config.get<VariableValue>(name));
    super(new OpenAiCompatibleProvider(openai, settings, client, clock), completions);
  }
}
