import { Injectable } from '@nestjs/common';
import { agentOf } from '../provider-entry.js';
import { GEMINI_CLIENT } from './gemini-client.token.js';
import { gemini } from './gemini.definition.js';
import { createGeminiProvider } from './gemini.provider.js';

/** The Gemini agent: its key comes through `ConfigService`, its client through `GEMINI_CLIENT`. */
@Injectable()
export class GeminiAgentService extends agentOf(gemini, GEMINI_CLIENT, createGeminiProvider) {}
