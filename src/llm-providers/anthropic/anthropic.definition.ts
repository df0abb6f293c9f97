import type { ProviderDefinition } from '../../port/provider-definition.js';
import { unaskedMaxTokens } from './anthropic-max-tokens.js';
import { ANTHROPIC_MODEL_FAMILIES } from './anthropic-model-families.js';
import { ANTHROPIC_TRANSLATION } from './anthropic-translation.js';
import { ANTHROPIC_MODEL_LIFECYCLE } from './anthropic-model-lifecycle.js';

/**
 * Anthropic's Messages API, version 2023-06-01. Source: @anthropic-ai/sdk 1.12.0 and platform.claude.com/docs, read
 * 2026-11-23; not tried on the live service.
 */
export const anthropic = Object.freeze({
  id: 'anthropic',
  displayName: 'Anthropic',
  baseUrl: 'https://api.anthropic.com',
  apiKeyVariable: 'ANTHROPIC_API_KEY',
  // The small model of the day, active at least until 2027-10-07: platform.claude.com/docs, Claude Haiku 5.5 migration
  // guide, read 2026-11-23; the date was seen in a copy of Model deprecations only.
  defaultModel: 'claude-haiku-5-5',
  modelAliases: Object.freeze({}),
  ownModels: /^claude-/,
  requestLimits: Object.freeze({ needsContent: true }),
  extensions: Object.freeze(['cache_control', 'thinking_blocks', 'top_k'] as const),
  modelFamilies: ANTHROPIC_MODEL_FAMILIES,
  translation: ANTHROPIC_TRANSLATION,
  modelLifecycle: ANTHROPIC_MODEL_LIFECYCLE,
  isSimulated: false,
  // Capacity that was bought beforehand: what its tokens cost is in a contract, and told by the list for want of better.
  // Of `fast` no list has the price of each model (platform.claude.com/docs, Service tiers, Fast mode, read 2026-11-29).
  tierFactor: (tier) => (tier === 'priority' ? '1' : null),
  // platform.claude.com/docs, Data residency, read 2026-12-01: `us` costs 1.1 times what `global` does.
  regionFactor: (region) => (region === 'us' ? '1.1' : null),
  unaskedMaxTokens,
} satisfies ProviderDefinition);
