import type { ModelLifecycle } from '../port/provider-definition.js';

const READ_ON = '2026-11-23';
const CHANGELOG = 'ai.google.dev/gemini-api/docs/changelog';

/**
 * Models whose name outlives them: Google answers it with the replacement, at the replacement's price. Without a
 * shutdown date here, because from that day on the gateway would refuse what Google still answers; who did answer
 * stands in `provider_model`.
 */
export const GEMINI_MODEL_LIFECYCLE: readonly ModelLifecycle[] = Object.freeze([
  // Since 2026-10-08.
  {
    models: ['gemini-3.7-flash'],
    shutdownDate: null,
    replacements: ['gemini-3.8-flash'],
    source: CHANGELOG,
    readOn: READ_ON,
  },
  {
    models: ['gemini-3.5-flash'],
    shutdownDate: null,
    replacements: ['gemini-3.6-flash'],
    source: CHANGELOG,
    readOn: READ_ON,
  },
  // From 2026-12-01; unconfirmed, read in a copy of Google's page only.
  {
    models: ['gemini-2.5-pro'],
    shutdownDate: null,
    replacements: ['gemini-3.8-flash'],
    source: 'dev.to/aideprecations, of 2026-11-10',
    readOn: READ_ON,
  },
  {
    models: ['gemini-2.5-flash'],
    shutdownDate: null,
    replacements: ['gemini-3.5-flash-lite'],
    source: 'dev.to/aideprecations, of 2026-11-10',
    readOn: READ_ON,
  },
]);
