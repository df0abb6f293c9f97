import type { ProviderDefinition } from '../../port/provider-definition.js';
import { GEMINI_MODEL_FAMILIES } from './gemini-model-families.js';
import { GEMINI_MODEL_LIFECYCLE } from './gemini-model-lifecycle.js';
import { GEMINI_TRANSLATION } from './gemini-translation.js';
import { bareModelName, isModelName } from './gemini-model-name.js';

/**
 * Gemini through its own API, and not through the one that looks like OpenAI's: that one hides thinking tokens and
 * refuses unknown fields. Sources: googleapis/js-genai src/types.ts; ai.google.dev, Gemini API docs, read 2026-11-23.
 */
export const gemini = Object.freeze({
  id: 'gemini',
  otelName: 'gcp.gemini',
  displayName: 'Gemini',
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
  apiKeyVariable: 'GEMINI_API_KEY',
  // Small, cheap ($0.30/$2.50 per million tokens), thinks at the level `minimal` by itself; no shutdown announced
  // (ai.google.dev, What's new in Gemini 3.6, and Deprecations, read 2026-11-23).
  defaultModel: 'gemini-3.5-flash-lite',
  modelAliases: Object.freeze({}),
  ownModels: /^(models\/)?(gemini|gemma|learnlm|embedding-\d)/,
  modelNames: Object.freeze({
    matches: { test: (name: string) => isModelName(bareModelName(name)) },
    accepted: 'with a name behind its last slash',
  }),
  requestLimits: Object.freeze({ modelPattern: /[^/]$/, needsContent: true }),
  extensions: Object.freeze(['extra_content', 'top_k'] as const),
  modelFamilies: GEMINI_MODEL_FAMILIES,
  translation: GEMINI_TRANSLATION,
  modelLifecycle: GEMINI_MODEL_LIFECYCLE,
  priceProviderId: 'google',
  isSimulated: false,
} satisfies ProviderDefinition);
