import type { ModelLifecycle } from '../../port/provider-definition.js';

/** Anthropic's page was seen in copies of October and November 2026 only; they agree with each other. */
const READ = Object.freeze({
  source: 'platform.claude.com/docs, Model deprecations (copies)',
  readOn: '2026-11-23',
});
const OPUS = Object.freeze(['claude-opus-5-5']);
const SONNET = Object.freeze(['claude-sonnet-5-5']);
const HAIKU = Object.freeze(['claude-haiku-5-5']);

/** Announced retirements. Anthropic named claude-sonnet-5-5 itself; the other replacements are our choice. */
export const ANTHROPIC_MODEL_LIFECYCLE: readonly ModelLifecycle[] = Object.freeze([
  {
    models: ['claude-sonnet-4-5', 'claude-sonnet-4-5-20250929'],
    shutdownDate: '2026-11-30',
    replacements: SONNET,
    ...READ,
  },
  {
    models: ['claude-opus-4-1', 'claude-opus-4-1-20250805'],
    shutdownDate: '2026-08-05',
    replacements: OPUS,
    ...READ,
  },
  {
    models: ['claude-opus-4-0', 'claude-opus-4-20250514'],
    shutdownDate: '2026-06-15',
    replacements: OPUS,
    ...READ,
  },
  {
    models: ['claude-sonnet-4-0', 'claude-sonnet-4-20250514'],
    shutdownDate: '2026-06-15',
    replacements: SONNET,
    ...READ,
  },
  { models: ['claude-3-haiku-20240307'], shutdownDate: '2026-04-20', replacements: HAIKU, ...READ },
  {
    models: ['claude-3-5-haiku-latest', 'claude-3-5-haiku-20241022'],
    shutdownDate: '2026-02-19',
    replacements: HAIKU,
    ...READ,
  },
  {
    models: ['claude-3-7-sonnet-latest', 'claude-3-7-sonnet-20250219'],
    shutdownDate: '2026-02-19',
    replacements: SONNET,
    ...READ,
  },
]);
