import type { ProviderDefinition } from '../port/provider-definition.js';
import { messagesBesideChat } from './anthropic/messages-beside-chat.js';
import { createOpenAiCompatibleProvider } from './openai-compatible/openai-compatible.provider.js';
import type { OpenAiCompatibleQuirks } from './openai-compatible/openai-compatible-quirks.js';
import { createOpenAiSdkClient } from './openai-compatible/openai-sdk-client.js';
import type { ProviderEntry } from './provider-entry.js';

/** What an entry has beside its definition; all of it may be left out. */
export interface OpenAiCompatiblePart {
  /** Under which its client, a `ChatClient`, is found; made up where no other code has to name it. */
  readonly token?: symbol;
  /** What is odd about it. */
  readonly quirks?: OpenAiCompatibleQuirks;
}

/** The catalogue's entry of a provider that speaks OpenAI's chat completions. */
export function openAiCompatibleEntry(
  definition: ProviderDefinition,
  { token = Symbol(`${definition.id.toUpperCase()}_CLIENT`), quirks = {} }: OpenAiCompatiblePart = {},
): ProviderEntry {
  return Object.freeze({
    definition,
    client: Object.freeze({ token, create: createOpenAiSdkClient }),
    createAdapter: createOpenAiCompatibleProvider(quirks, messagesBesideChat),
  });
}
