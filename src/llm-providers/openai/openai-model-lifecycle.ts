import type { ModelLifecycle } from '../../port/provider-definition.js';

const READ = Object.freeze({ source: 'OpenAI docs, Deprecations', readOn: '2026-11-23' });
const SOL = Object.freeze(['gpt-6.1-sol', 'gpt-5.6-sol']);
const TERRA = Object.freeze(['gpt-6.1-terra', 'gpt-5.6-terra']);

/** OpenAI's announced shutdowns. Its replacements moved once already; the newer one stands first. */
export const OPENAI_MODEL_LIFECYCLE: readonly ModelLifecycle[] = Object.freeze([
  { models: ['o3-mini'], shutdownDate: '2026-10-23', replacements: SOL, ...READ },
  { models: ['o4-mini', 'gpt-3.5-turbo'], shutdownDate: '2026-10-23', replacements: TERRA, ...READ },
  // Switched off the same day. OpenAI named no replacement that was read of: gpt-6-luna is our choice.
  { models: ['gpt-4', 'gpt-4.1-nano'], shutdownDate: '2026-10-23', replacements: ['gpt-6-luna'], ...READ },
  { models: ['gpt-5', 'o3'], shutdownDate: '2026-12-11', replacements: SOL, ...READ },
  { models: ['gpt-5-mini'], shutdownDate: '2026-12-11', replacements: TERRA, ...READ },
  { models: ['gpt-5-nano'], shutdownDate: '2026-12-11', replacements: ['gpt-5.6-luna'], ...READ },
  {
    models: ['gpt-4o', 'gpt-4o-mini', 'gpt-4.1', 'gpt-4.1-mini'],
    shutdownDate: '2027-01-14',
    replacements: ['gpt-6-luna'],
    ...READ,
  },
  { models: ['o1'], shutdownDate: null, replacements: SOL, ...READ },
]);
