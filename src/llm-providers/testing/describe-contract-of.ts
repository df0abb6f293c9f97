import { join } from 'node:path';
import { describeLlmProviderContract } from '../../port/testing/contract/llm-provider-contract.js';
import { createOpenAiSdkClient } from '../openai-compatible/openai-sdk-client.js';
import type { ProviderEntry } from '../provider-entry.js';

/** Speaks OpenAI's chat completions through the shared adapter; the others have adapters of their own. */
export function isOpenAiCompatible({ client }: ProviderEntry): boolean {
  return client?.create === createOpenAiSdkClient;
}

/** Each provider of the catalogue is asked for fixtures in a folder of its id. */
export function describeContractOf(entries: readonly ProviderEntry[]): void {
  for (const entry of entries) {
    const { id } = entry.definition;
    describeLlmProviderContract(id, { entry, fixtures: join(__dirname, '..', id, 'fixtures') });
  }
}
