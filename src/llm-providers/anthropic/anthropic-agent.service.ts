import { Injectable } from '@nestjs/common';
import { agentOf } from '../provider-entry.js';
import { ANTHROPIC_CLIENT } from './anthropic-client.token.js';
import { anthropic } from './anthropic.definition.js';
import { createAnthropicProvider } from './anthropic.provider.js';

/** The Anthropic agent: its key comes through `ConfigService`, its client through `ANTHROPIC_CLIENT`. */
@Injectable()
export class AnthropicAgentService extends agentOf(anthropic, ANTHROPIC_CLIENT, createAnthropicProvider) {}
