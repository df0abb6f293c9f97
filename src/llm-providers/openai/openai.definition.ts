import type { ProviderDefinition } from '../../port/provider-definition.js';
import { OPENAI_MODEL_FAMILIES } from './openai-model-families.js';
import { openAiTierFactor } from './openai-tier-factor.js';
import { OPENAI_MODEL_LIFECYCLE } from './openai-model-lifecycle.js';

/** OpenAI's Chat Completions API. Source: openai/openai-node 7.57.0 and openai/openai-openapi 2.3.0, read 2026-11-23. */
export const openai = Object.freeze({
  id: 'openai',
  displayName: 'OpenAI',
  baseUrl: 'https://api.openai.com/v1',
  apiKeyVariable: 'OPENAI_API_KEY',
  defaultModel: 'gpt-o3-mini',
  // OpenAI has no model of this name. It stands for a small one that reasons, and that has no shutdown date:
  // docs/adr/0005 (OpenAI docs, Deprecations, read 2026-11-23).
  modelAliases: Object.freeze({ 'gpt-o3-mini': 'gpt-6-luna' }),
  ownModels:
    /^(ft:)?(gpt-|o\d|chatgpt-|codex-|computer-use-|text-embedding-|babbage-|davinci-|omni-|whisper-|tts-|dall-e-|sora-)/,
  modelFamilies: OPENAI_MODEL_FAMILIES,
  modelLifecycle: OPENAI_MODEL_LIFECYCLE,
  isSimulated: false,
  tierFactor: openAiTierFactor,
} satisfies ProviderDefinition);
