/** Where OpenAI's API begins, without the first slash. */
export const OPENAI_PATH = 'v1';
