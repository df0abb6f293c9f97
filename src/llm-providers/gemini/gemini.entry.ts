import type { ProviderEntry } from '../provider-entry.js';
import { createGeminiClient } from './gemini-client.js';
import { GEMINI_CLIENT } from './gemini-client.token.js';
import { gemini } from './gemini.definition.js';
import { createGeminiProvider } from './gemini.provider.js';

/** Gemini in the catalogue. */
export const geminiEntry: ProviderEntry = Object.freeze({
  definition: gemini,
  client: Object.freeze({ token: GEMINI_CLIENT, create: createGeminiClient }),
  createAdapter: createGeminiProvider,
});
