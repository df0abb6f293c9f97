/** The client that `GeminiAgentService` calls; a test swaps it with `overrideProvider(GEMINI_CLIENT)`. */
export const GEMINI_CLIENT = Symbol('GEMINI_CLIENT');
