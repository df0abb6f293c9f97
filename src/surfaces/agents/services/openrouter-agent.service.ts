import { Injectable } from '@nestjs/common';
import { openrouter } from '../../../llm-providers/openrouter/openrouter.entry.js';
import { agentServiceOf } from './agent-service.js';

/** The OpenRouter agent: its key comes through `ConfigService`, its client through `OPENROUTER_CLIENT`. */
@Injectable()
export class OpenRouterAgentService extends agentServiceOf(openrouter) {}
