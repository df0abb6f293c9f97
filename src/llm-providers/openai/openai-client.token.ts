/**
 * The client that `OpenAIAgentService` calls: the official SDK, or in a test a mock with
 * `chat.completions.create`, swapped in with `overrideProvider(OPENAI_CLIENT)`.
 */
export const OPENAI_CLIENT = Symbol('OPENAI_CLIENT');
