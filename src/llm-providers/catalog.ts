import { anthropicEntry } from './anthropic/anthropic.entry.js';
import { geminiEntry } from './gemini/gemini.entry.js';
import { openaiEntry } from './openai/openai.entry.js';
import { openrouterEntry } from './openrouter/openrouter.entry.js';
import type { ProviderEntry } from './provider-entry.js';
import { requestyEntry } from './requesty/requesty.entry.js';
import { sandboxEntry } from './sandbox/sandbox.entry.js';

/** Every provider that ships, a line each. Variables, agents, routes, Swagger and the provider list follow from it. */
export const PROVIDER_CATALOG: readonly ProviderEntry[] = Object.freeze([
  openaiEntry,
  geminiEntry,
  requestyEntry,
  openrouterEntry,
  anthropicEntry,
  sandboxEntry,
]);
