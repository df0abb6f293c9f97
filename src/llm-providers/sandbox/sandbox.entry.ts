import type { ProviderEntry } from '../provider-entry.js';
import { sandbox } from './sandbox.definition.js';
import { createSandboxProvider } from './sandbox.provider.js';

/** The simulator in the catalogue. */
export const sandboxEntry: ProviderEntry = Object.freeze({
  definition: sandbox,
  client: null,
  createAdapter: createSandboxProvider,
});
