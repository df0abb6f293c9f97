import { Inject, Injectable, Optional } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { CLOCK, type Clock } from '../../common/clock.js';
import { CompletionsService } from '../../completions/completions.service.js';
import { configureProvider } from '../../config/configure-provider.js';
import { NO_OPERATOR_CONFIG, OPERATOR_CONFIG, type OperatorConfig } from '../../config/operator-config.js';
import type { VariableValue } from '../../config/variable.js';
import { ProviderAgent } from '../../surfaces/agents/provider-agent.js';
import { sandbox } from './sandbox.definition.js';
import { createSandboxProvider } from './sandbox.provider.js';

/** The simulator's agent: needs no key and reaches no network. */
@Injectable()
export class SandboxAgentService extends ProviderAgent {
  constructor(
    config: ConfigService,
    completions: CompletionsService,
    @Inject(CLOCK) clock: Clock,
    @Optional() @Inject(OPERATOR_CONFIG) operator: OperatorConfig = NO_OPERATOR_CONFIG,
  ) {
    const configured = configureProvider(sandbox, operator, (name) => config.get<VariableValue>(name));
    super(createSandboxProvider(configured, null, clock), completions);
  }
}
