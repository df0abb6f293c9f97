import { MODEL_PATTERNS, WORDS } from './words.schema.js';

const PARAMETER = {
  pattern: '^[a-z][a-z0-9_]{0,63}$',
  patternErrorMessage: 'the name of a parameter: lower case letters, digits and underscores',
} as const;

const needs = (action: string, ...keys: readonly string[]) => ({
  if: { required: ['action'], properties: { action: { const: action } } },
  // oxlint-disable-next-line unicorn/no-thenable -- the word is JSON Schema's
  then: { required: keys },
});

/** What surfaces fill in where a caller left it open. */
const FILLED_IN = ['max_tokens', 'temperature'] as const;

/** JSON Schema of `parameter_rules` in `tollgate.yaml`. */
export const PARAMETER_RULES = {
  description: 'What models do not take as it is. The first entry that names a model holds for it.',
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['models'],
    properties: {
      models: MODEL_PATTERNS,
      defaults: {
        description:
          'Values for what a caller leaves open, in place of the usual ones; for callers of surfaces that fill in anything.',
        type: 'object',
        propertyNames: PARAMETER,
        additionalProperties: { type: ['string', 'number', 'boolean'] },
      },
      no_defaults: {
        description:
          "What is sent only where a caller sets it; else the provider chooses. Anthropic's API demands max_tokens: there it is what the model can write, or 4096 where that is not known.",
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { enum: FILLED_IN },
      },
      rules: {
        description:
          'By the name of the parameter. stream_options, by which streams are asked to count tokens, can only be dropped: the counts may be missing then.',
        type: 'object',
        propertyNames: PARAMETER,
        additionalProperties: {
          type: 'object',
          additionalProperties: false,
          required: ['action'],
          properties: {
            action: {
              description:
                'rename: send it as `to`; drop: leave it out; only: leave it out unless it has one of `values`.',
              enum: ['rename', 'drop', 'only'],
            },
            to: { type: 'string', ...PARAMETER },
            values: { type: 'array', minItems: 1, items: { type: ['string', 'number', 'boolean'] } },
            reason: { ...WORDS, description: 'Told to callers.' },
          },
          allOf: [needs('rename', 'to'), needs('only', 'values')],
        },
      },
    },
  },
} as const;
