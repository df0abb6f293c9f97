import { Injectable } from '@nestjs/common';
import { anthropic } from '../../../llm-providers/anthropic/anthropic.definition.js';
import { agentServiceOf } from './agent-service.js';

/** The Anthropic agent: its key comes through `ConfigService`, its client through `ANTHROPIC_CLIENT`. */
@Injectable()
export class AnthropicAgentService extends agentServiceOf(anthropic) {}
