import { openAiCompatibleEntry } from '../openai-compatible-entry.js';
import { addDecimals } from '../../common/decimal.js';
import { costOfUsage, toDecimal } from '../openai-compatible/reported-cost.js';
import type { ErrorCode } from '../../common/errors.js';
import type { ProviderDefinition } from '../../port/provider-definition.js';
import type { OpenAiCompatibleQuirks } from '../openai-compatible/openai-compatible-quirks.js';
import { ROUTED_OPENAI_FAMILIES } from '../openai-compatible/routed-model-families.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';

/**
 * OpenRouter, which routes to many vendors. Sources: openrouter.ai/docs (errors-and-debugging, streaming, limits) and
 * OpenRouterTeam/typescript-sdk, read 2026-11-23. An answer of HTTP 200 may hold an error, a stream may end in one, and
 * comments (`: OPENROUTER PROCESSING`) come in long silences. It has the Responses and the Messages API as well
 * (client-sdks/typescript/sdks/responses, guides of Claude Code; read 2026-11-29): the latter is used for Claude, whose
 * signatures and cache it keeps. Unconfirmed: that it routes gpt-6-luna under this name.
 */
export const openrouter = Object.freeze({
  id: 'openrouter',
  displayName: 'OpenRouter',
  baseUrl: 'https://openrouter.ai/api/v1',
  apiKeyVariable: 'OPENROUTER_API_KEY',
  defaultModel: 'openai/gpt-6-luna',
  modelAliases: {},
  modelFamilies: ROUTED_OPENAI_FAMILIES,
  modelLifecycle: [],
  isSimulated: false,
  headerVariables: [
    {
      name: 'OPENROUTER_REFERER',
      header: 'HTTP-Referer',
      description: 'Address of your application, for the rankings of OpenRouter.',
    },
    {
      name: 'OPENROUTER_TITLE',
      header: 'X-OpenRouter-Title',
      description: 'Name of your application, for the rankings of OpenRouter.',
    },
  ],
  priceProviderId: null,
  readCostUsd: costWithOwnKey,
  // openrouter.ai/docs, Prompt caching and Reasoning tokens, read 2026-11-28.
  extensions: ['cache_control', 'reasoning_details', 'top_k'],
} satisfies ProviderDefinition);

/** Vendors come first: `anthropic/claude-haiku-5.5`. */
const CLAUDE = /(^|\/)claude-/;

/** What is odd about it. */
export const openrouterQuirks = Object.freeze({
  hasResponses: true,
  messagesModels: CLAUDE,
  readErrorCode,
  readQuotedInput: ({ metadata }) => fieldsOf(metadata)['flagged_input'],
} satisfies OpenAiCompatibleQuirks);

function readErrorCode(_status: number | null, { metadata }: Fields): ErrorCode | null {
  if (isInFlightLimit(fieldsOf(metadata))) return 'provider.rate_limited';
  return isFlagged(fieldsOf(metadata)) ? 'provider.rejected' : null;
}

/** A 402 that passes: too much credit is reserved by calls that run. */
function isInFlightLimit({ limit_source: source }: Fields): boolean {
  return source === 'openrouter_in_flight_budget';
}

/** A 403 that is not about the key: the model's moderation refused the input. */
function isFlagged({ reasons, flagged_input: input }: Fields): boolean {
  return Array.isArray(reasons) || typeof input === 'string';
}

function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}

/** With a vendor's key of the account's own, `cost` is OpenRouter's part only, and the vendor's stands apart. */
function costWithOwnKey(usage: object): string | null {
  const { is_byok: isOwnKey, cost_details: details } = usage as { is_byok?: unknown; cost_details?: unknown };
  const cost = costOfUsage(usage);
  if (isOwnKey !== true || cost === null) return cost;
  const upstream = toDecimal(
    (details as { upstream_inference_cost?: unknown } | null)?.upstream_inference_cost,
  );
  return upstream === null ? null : addDecimals(cost, upstream);
}

/** The client of OpenRouter, a `ChatClient`. */
export const OPENROUTER_CLIENT = Symbol('OPENROUTER_CLIENT');

/** OpenRouter in the catalogue. */
export const openrouterEntry = openAiCompatibleEntry(openrouter, {
  token: OPENROUTER_CLIENT,
  quirks: openrouterQuirks,
});
