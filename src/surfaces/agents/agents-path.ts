/** Where the agent surface's routes begin, without the first slash. */
export const AGENTS_PATH = 'agents/llm-providers';

const MODEL_LIST = new RegExp(`^/${AGENTS_PATH}/[^/]+/models/?$`, 'i');

/** A list of models is at this path: work for a provider, and megabytes to send. */
export function isModelListPath(path: string): boolean {
  return MODEL_LIST.test(path);
}
