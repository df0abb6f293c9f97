import type { ProviderDefinition } from '../../port/provider-definition.js';
import { SANDBOX_KNOBS } from './sandbox-knobs.js';
import { SANDBOX_MODELS } from './sandbox-models.js';
import { SANDBOX_NAME } from './sandbox-name.js';

const namesOf = (table: readonly { readonly name: string }[]) => table.map(({ name }) => name).join('|');

/** A knob's value, whether it is taken twice and what it goes with, no expression tells. */
const MODEL_PATTERN = new RegExp(
  `^(${namesOf(SANDBOX_MODELS)})(:(${namesOf(SANDBOX_KNOBS)})=[a-z0-9_]{1,20})*$`,
);

/** The simulator that ships with the gateway: no key, no network, no model; see `SANDBOX_MODELS` and `SANDBOX_KNOBS`. */
export const sandbox = Object.freeze({
  id: 'sandbox',
  displayName: SANDBOX_NAME,
  baseUrl: null,
  apiKeyVariable: null,
  defaultModel: 'sim/echo',
  embeddingModel: 'sim/embedding',
  modelAliases: {},
  ownModels: /^sim\//,
  requestLimits: Object.freeze({ modelPattern: MODEL_PATTERN }),
  modelFamilies: [],
  modelLifecycle: [],
  isSimulated: true,
  modelNote: [
    'Models:',
    ...SANDBOX_MODELS.filter(({ needsField }) => needsField === undefined).map(
      ({ name, description }) => `- \`${name}\`: ${description}`,
    ),
    '',
    "Knobs, appended to a model's name with colons:",
    ...SANDBOX_KNOBS.map(
      ({ name, description, example }) => `- \`${name}\`: ${description} Example: \`${example}\``,
    ),
  ].join('\n'),
} as const satisfies ProviderDefinition);
