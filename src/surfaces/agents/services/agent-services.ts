import type { Type } from '@nestjs/common';
import type { LlmAgent } from '../llm-agent.js';
import { AnthropicAgentService } from './anthropic-agent.service.js';
import { GeminiAgentService } from './gemini-agent.service.js';
import { OpenAIAgentService } from './openai-agent.service.js';
import { OpenRouterAgentService } from './openrouter-agent.service.js';
import { RequestyAgentService } from './requesty-agent.service.js';
import { SandboxAgentService } from './sandbox-agent.service.js';

/** The agents that other code of the process can inject by their classes. Others are reached by `LlmAgentRegistry`. */
export const AGENT_SERVICES: readonly Type<LlmAgent>[] = Object.freeze([
  OpenAIAgentService,
  GeminiAgentService,
  RequestyAgentService,
  OpenRouterAgentService,
  AnthropicAgentService,
  SandboxAgentService,
]);
