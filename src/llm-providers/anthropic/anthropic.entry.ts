import type { ProviderEntry } from '../provider-entry.js';
import { createAnthropicClient } from './anthropic-client.js';
import { ANTHROPIC_CLIENT } from './anthropic-client.token.js';
import { anthropic } from './anthropic.definition.js';
import { createAnthropicProvider } from './anthropic.provider.js';

/** Anthropic in the catalogue. */
export const anthropicEntry: ProviderEntry = Object.freeze({
  definition: anthropic,
  client: { token: ANTHROPIC_CLIENT, create: createAnthropicClient },
  createAdapter: createAnthropicProvider,
});
