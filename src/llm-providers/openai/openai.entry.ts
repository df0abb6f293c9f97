import { openAiCompatibleEntry } from '../openai-compatible-entry.js';
import { OpenAIAgentService } from './openai-agent.service.js';
import { OPENAI_CLIENT } from './openai-client.token.js';
import { openai } from './openai.definition.js';

export const openaiEntry = openAiCompatibleEntry(openai, OPENAI_CLIENT, OpenAIAgentService);
