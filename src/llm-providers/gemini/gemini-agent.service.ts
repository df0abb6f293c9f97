import { Inject, Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { CLOCK, type Clock } from '../../common/clock.js';
import { CompletionsService } from '../../completions/completions.service.js';
import { readProviderSettings } from '../../config/provider.variables.js';
import type { VariableValue } from '../../config/variable.js';
import { LlmAgent } from '../llm-agent.js';
import type { GeminiClient } from './gemini-client.js';
import { GEMINI_CLIENT } from './gemini-client.token.js';
import { gemini } from './gemini.definition.js';
import { GeminiProvider } from './gemini.provider.js';

/** The Gemini agent: its key comes through `ConfigService`, its client through `GEMINI_CLIENT`. */
@Injectable()
export class GeminiAgentService extends LlmAgent {
  constructor(
    @Inject(GEMINI_CLIENT) client: GeminiClient,
    config: ConfigService,
    completions: CompletionsService,
    @Inject(CLOCK) clock: Clock,
  ) {
    const settings = readProviderSettings(gemini, (name) => config.get<VariableValue>(name));
    super(new GeminiProvider(settings, client, clock), completions);
  }
}
