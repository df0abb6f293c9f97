import { Inject, Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { CLOCK, type Clock } from '../../common/clock.js';
import { CompletionsService } from '../../completions/completions.service.js';
import { readProviderSettings } from '../../config/provider.variables.js';
import type { VariableValue } from '../../config/variable.js';
import { LlmAgent } from '../llm-agent.js';
import { sandbox } from './sandbox.definition.js';
import { SandboxProvider } from './sandbox.provider.js';

/** The simulator's agent: needs no key and reaches no network. */
@Injectable()
export class SandboxAgentService extends LlmAgent {
  constructor(config: ConfigService, completions: CompletionsService, @Inject(CLOCK) clock: Clock) {
    const settings = readProviderSettings(sandbox, (name) => config.get<VariableValue>(name));
    super(new SandboxProvider(settings, clock), completions);
  }
}
