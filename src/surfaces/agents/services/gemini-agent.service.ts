import { Injectable } from '@nestjs/common';
import { gemini } from '../../../llm-providers/gemini/gemini.definition.js';
import { agentServiceOf } from './agent-service.js';

/** The Gemini agent: its key comes through `ConfigService`, its client through `GEMINI_CLIENT`. */
@Injectable()
export class GeminiAgentService extends agentServiceOf(gemini) {}
