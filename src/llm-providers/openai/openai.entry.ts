import { openAiCompatibleEntry } from '../openai-compatible-entry.js';
import { OPENAI_CLIENT } from './openai-client.token.js';
import { openai } from './openai.definition.js';

/** OpenAI in the catalogue. */
export const openaiEntry = openAiCompatibleEntry(openai, {
  token: OPENAI_CLIENT,
  quirks: { hasResponses: true },
});
