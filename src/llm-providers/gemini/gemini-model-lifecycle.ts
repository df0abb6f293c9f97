import type { ModelLifecycle } from '../../port/provider-definition.js';

const READ_ON = '2026-11-23';
const CHANGELOG = Object.freeze({
  source: 'ai.google.dev/gemini-api/docs/changelog',
  reroutedOn: '2026-10-08',
  readOn: READ_ON,
});
/** Unconfirmed: read in a copy of Google's page only. */
const COPY = Object.freeze({
  source: 'dev.to/aideprecations, of 2026-11-10',
  reroutedOn: '2026-12-01',
  readOn: READ_ON,
});

/**
 * Models whose name outlives them: Google answers it with another model, at that one's price. Who did answer stands
 * in `provider_model`.
 */
export const GEMINI_MODEL_LIFECYCLE: readonly ModelLifecycle[] = Object.freeze([
  rerouted('gemini-3.7-flash', 'gemini-3.8-flash', CHANGELOG),
  rerouted('gemini-3.5-flash', 'gemini-3.6-flash', CHANGELOG),
  rerouted('gemini-2.5-pro', 'gemini-3.8-flash', COPY),
  rerouted('gemini-2.5-flash', 'gemini-3.5-flash-lite', COPY),
]);

function rerouted(
  model: string,
  reroutedTo: string,
  read: Pick<ModelLifecycle, 'source' | 'readOn' | 'reroutedOn'>,
): ModelLifecycle {
  return Object.freeze({
    models: [model],
    shutdownDate: null,
    replacements: [reroutedTo],
    reroutedTo,
    ...read,
  });
}
