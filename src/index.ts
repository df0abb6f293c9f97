import { applyDocumentation } from './openapi/documented.js';

/** What a host application imports to embed the gateway's providers; see examples/embed-in-nest. */
export { LlmProvidersModule, type LlmProvidersModuleExtras } from './llm-providers/llm-providers.module.js';
export { LlmAgentRegistry } from './surfaces/agents/llm-agent.registry.js';
export { LlmAgent, type AgentEnvelope, type PromptData } from './surfaces/agents/llm-agent.js';
export { OpenAIAgentService } from './surfaces/agents/services/openai-agent.service.js';
export { OPENAI_CLIENT } from './llm-providers/openai/openai-client.token.js';
export { AnthropicAgentService } from './surfaces/agents/services/anthropic-agent.service.js';
export { ANTHROPIC_CLIENT } from './llm-providers/anthropic/anthropic-client.token.js';
export { GeminiAgentService } from './surfaces/agents/services/gemini-agent.service.js';
export { GEMINI_CLIENT } from './llm-providers/gemini/gemini-client.token.js';
export { OpenRouterAgentService } from './surfaces/agents/services/openrouter-agent.service.js';
export { OPENROUTER_CLIENT } from './llm-providers/openrouter/openrouter.entry.js';
export { RequestyAgentService } from './surfaces/agents/services/requesty-agent.service.js';
export { REQUESTY_CLIENT } from './llm-providers/requesty/requesty.entry.js';
export { SandboxAgentService } from './surfaces/agents/services/sandbox-agent.service.js';
export type { ChatClient } from './llm-providers/openai-compatible/openai-sdk-client.js';
export { readOperatorConfig } from './llm-providers/read-operator-config.js';
export type { OperatorConfig, OperatorProvider } from './config/operator-config.js';
export { GatewayError, type ErrorCode } from './common/errors.js';

// A host's own OpenAPI document, if it makes one, has these routes as well.
applyDocumentation();
