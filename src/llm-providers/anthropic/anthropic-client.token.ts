/** The `AnthropicClient` that `AnthropicAgentService` calls; a test swaps it with `overrideProvider(ANTHROPIC_CLIENT)`. */
export const ANTHROPIC_CLIENT = Symbol('ANTHROPIC_CLIENT');
