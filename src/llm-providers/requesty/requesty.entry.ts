import { openAiCompatibleEntry } from '../openai-compatible-entry.js';
import { costOfUsage } from '../openai-compatible/reported-cost.js';
import type { ProviderDefinition } from '../../port/provider-definition.js';
import { ROUTED_OPENAI_FAMILIES } from '../openai-compatible/routed-model-families.js';

/**
 * Requesty, which routes to many vendors. Sources: docs.requesty.ai (error-codes, fallback-policies) and
 * requestyai/ai-sdk-requesty, read 2026-11-23; api-reference, responses-create and messages-create, read 2026-11-29: the
 * latter is used for Claude. Errors come in two shapes, `{origin, message}` and OpenAI's.
 * Unconfirmed: that it routes gpt-6-luna under this name.
 */
export const requesty = Object.freeze({
  id: 'requesty',
  olderIds: ['requestry'],
  displayName: 'Requesty',
  baseUrl: 'https://router.requesty.ai/v1',
  apiKeyVariable: 'REQUESTY_API_KEY',
  defaultModel: 'openai/gpt-6-luna',
  modelAliases: {},
  modelFamilies: ROUTED_OPENAI_FAMILIES,
  modelLifecycle: [],
  isSimulated: false,
  headerVariables: [
    {
      name: 'REQUESTY_REFERER',
      header: 'HTTP-Referer',
      description: 'Address of your application, for the analytics of Requesty.',
    },
    {
      name: 'REQUESTY_TITLE',
      header: 'X-Title',
      description: 'Name of your application, for the analytics of Requesty.',
    },
  ],
  priceProviderId: null,
  readCostUsd: costOfUsage,
  // docs.requesty.ai, Prompt caching; as OpenRouter has it; not confirmed.
  extensions: ['cache_control'],
} satisfies ProviderDefinition);

/** The client of Requesty, a `ChatClient`. */
export const REQUESTY_CLIENT = Symbol('REQUESTY_CLIENT');

/** Requesty in the catalogue. */
export const requestyEntry = openAiCompatibleEntry(requesty, {
  token: REQUESTY_CLIENT,
  quirks: {
    hasResponses: true,
    messagesModels: /(^|\/)claude-/,
    // The key's own spend limit; an answer of the vendor that Requesty could not read; a vendor that took too long.
    errorCodesByStatus: {
      412: 'provider.quota_exhausted',
      424: 'provider.invalid_response',
      503: 'provider.timed_out',
    },
  },
});
