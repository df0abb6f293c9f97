import type { ModelFamily } from '../../port/provider-definition.js';

/**
 * Routers translate or drop parameters themselves, so none is touched here; but the allowance that a reasoning model
 * needs is the same behind a router. Source: openrouter.ai/docs, docs.requesty.ai, read 2026-11-23.
 */
export const ROUTED_OPENAI_FAMILIES: readonly ModelFamily[] = Object.freeze([
  {
    id: 'routed-openai-reasoning',
    matches: /^openai\/(o[1-9]|gpt-([5-9]|[1-9]\d)(?!-chat))/,
    rules: {},
    defaults: Object.freeze({ max_tokens: 8192 }),
    source: 'openrouter.ai/docs, docs.requesty.ai',
    readOn: '2026-11-23',
  },
]);
