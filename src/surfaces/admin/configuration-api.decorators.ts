import { admin } from './admin-api.decorators.js';
import type { OpenApiSchema } from './to-open-api.js';

const text = { type: 'string' };
const nullableText = { type: 'string', nullable: true };

type Properties = Readonly<Record<string, OpenApiSchema>>;

/** All of the properties are there. */
function whole(properties: Properties): OpenApiSchema {
  return { type: 'object', required: Object.keys(properties), properties };
}

const listOf = (items: OpenApiSchema): OpenApiSchema => ({ type: 'array', items });

const SETTING = whole({
  name: { ...text, description: 'The variable.' },
  description: text,
  value: { ...nullableText, description: 'As it holds; `null`: it is secret, or nothing.' },
  default: { ...nullableText, description: 'What holds where nobody sets it; `null`: nothing.' },
  secret: { type: 'boolean', description: 'True = its value is never shown.' },
  source: {
    type: 'string',
    enum: ['environment', 'file', 'default'],
    description: 'Who sets it; `default`: nobody.',
  },
});

const PROVIDER = whole({
  id: text,
  display_name: text,
  base_url: { ...nullableText, description: '`null`: it answers in this process.' },
  key_variables: { ...listOf(text), description: 'The variables that may hold keys.' },
  keys: { type: 'integer', description: 'How many keys it has.' },
  configured: { type: 'boolean', description: 'It has all it needs to answer.' },
  default_model: text,
});

const ROUTE = whole({
  id: text,
  strategy: { type: 'string', enum: ['ordered', 'weighted'] },
  affinity: { ...text, description: 'How it keeps a conversation with one target.' },
  targets: listOf(whole({ provider: text, model: text, weight: { type: 'number' } })),
});

const CONFIGURATION = whole({
  file: { ...nullableText, description: 'The path of `tollgate.yaml`; `null`: there is none.' },
  notes: {
    ...listOf(text),
    description:
      'What the log warns of at the start: keys that can be guessed, and what of the file has no effect, and why.',
  },
  settings: listOf(SETTING),
  providers: listOf(PROVIDER),
  routes: listOf(ROUTE),
});

export const ApiConfiguration = () =>
  admin({
    summary: 'Shows what the gateway was started with',
    description: 'It is read once, at the start. Secrets are not in it.',
    schema: CONFIGURATION,
    refusals: [],
  });
