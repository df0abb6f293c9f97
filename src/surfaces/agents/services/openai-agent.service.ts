import { Injectable } from '@nestjs/common';
import { openai } from '../../../llm-providers/openai/openai.definition.js';
import { agentServiceOf } from './agent-service.js';

/** The OpenAI agent: its key comes through `ConfigService`, its client through `OPENAI_CLIENT`. */
@Injectable()
export class OpenAIAgentService extends agentServiceOf(openai) {}
