import type { ProviderDefinition } from '../port/provider-definition.js';
import { createOpenAiCompatibleProvider } from './openai-compatible/openai-compatible.provider.js';
import { createOpenAiSdkClient } from './openai-compatible/openai-sdk-client.js';
import type { ProviderEntry } from './provider-entry.js';

/**
 * The catalogue's entry of a provider that speaks OpenAI's chat completions.
 * @param token under which its client, a `ChatClient`, is found; made up where no other code has to name it.
 */
export function openAiCompatibleEntry(
  definition: ProviderDefinition,
  token: symbol = Symbol(`${definition.id.toUpperCase()}_CLIENT`),
): ProviderEntry {
  return Object.freeze({
    definition,
    client: Object.freeze({ token, create: createOpenAiSdkClient }),
    createAdapter: createOpenAiCompatibleProvider,
  });
}
