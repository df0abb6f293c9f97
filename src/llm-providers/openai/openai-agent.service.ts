import { Injectable } from '@nestjs/common';
import { openAiCompatibleAgent } from '../openai-compatible-entry.js';
import { OPENAI_CLIENT } from './openai-client.token.js';
import { openai } from './openai.definition.js';

/** The OpenAI agent: its key comes through `ConfigService`, its client through `OPENAI_CLIENT`. */
@Injectable()
export class OpenAIAgentService extends openAiCompatibleAgent(openai, OPENAI_CLIENT) {}
