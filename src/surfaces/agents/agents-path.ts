/** Where the agent surface's routes begin, without the first slash. */
export const AGENTS_PATH = 'agents/llm-providers';
