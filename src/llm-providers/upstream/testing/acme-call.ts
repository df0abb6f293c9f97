import { ACME, ACME_SETTINGS } from '../../../port/testing/fake-llm-provider.js';
import type { UpstreamCall } from '../upstream-failure.js';

/** What an adapter knows of a call. */
export const ACME_CALL: UpstreamCall = Object.freeze({
  definition: ACME,
  settings: ACME_SETTINGS,
  apiKey: null,
  request: { model: 'acme-1', messages: [] },
  nowMs: 0,
});
