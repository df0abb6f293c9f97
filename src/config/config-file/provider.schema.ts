const MODEL = { $ref: '#/definitions/model' } as const;

const VARIABLE_NAME = {
  type: 'string',
  pattern: '^[A-Z_][A-Z0-9_]{0,99}$',
  patternErrorMessage: 'the name of a variable: capitals, digits and underscores; never a key itself',
} as const;

const WORDS = {
  type: 'string',
  pattern: '^[^\\x00-\\x1f\\x7f]{1,200}$',
  patternErrorMessage: '1 to 200 characters on one line',
} as const;

const PRICE = {
  type: ['string', 'number'],
  pattern: '^\\d{1,12}(\\.\\d{1,12})?$',
  patternErrorMessage: 'a decimal number of US dollars, such as "0.15"',
  minimum: 0,
} as const;

const PRICES = {
  description: 'US dollars per million tokens, by the name of the model at the provider.',
  type: 'object',
  propertyNames: MODEL,
  additionalProperties: {
    type: 'object',
    additionalProperties: false,
    required: ['input_usd_per_million', 'output_usd_per_million'],
    properties: {
      input_usd_per_million: PRICE,
      cached_input_usd_per_million: {
        ...PRICE,
        description: 'Left out, cached tokens cost what others cost.',
      },
      output_usd_per_million: PRICE,
    },
  },
} as const;

const needs = (action: string, ...keys: readonly string[]) => ({
  if: { required: ['action'], properties: { action: { const: action } } },
  // oxlint-disable-next-line unicorn/no-thenable -- the word is JSON Schema's
  then: { required: keys },
});

const PARAMETER_RULES = {
  description: 'What models do not take as it is. The first entry that names a model holds for it.',
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['models'],
    properties: {
      models: {
        description: 'Names at the provider; * stands for any characters.',
        type: 'array',
        minItems: 1,
        items: {
          type: 'string',
          pattern: '^[A-Za-z0-9*][A-Za-z0-9._:/@+=*-]{0,199}$',
          patternErrorMessage: 'a model name, in which * stands for any characters',
        },
      },
      defaults: {
        description: 'Values for what a caller leaves open, in place of the usual ones.',
        type: 'object',
        additionalProperties: { type: ['string', 'number', 'boolean'] },
      },
      rules: {
        description: 'By the name of the parameter.',
        type: 'object',
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
            to: { type: 'string', minLength: 1 },
            values: { type: 'array', minItems: 1, items: { type: ['string', 'number', 'boolean'] } },
            reason: { ...WORDS, description: 'Told to callers.' },
          },
          allOf: [needs('rename', 'to'), needs('only', 'values')],
        },
      },
    },
  },
} as const;

/** One entry of `providers`. */
export const PROVIDER_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: {
    id: {
      description: 'Its name in routes (/agents/llm-providers/{id}), in variables and in logs.',
      type: 'string',
      pattern: '^[a-z][a-z0-9-]{0,39}$',
      patternErrorMessage: 'up to 40 lower case letters, digits and dashes, beginning with a letter',
    },
    display_name: { ...WORDS, description: 'Its name for people; left out, its id.' },
    base_url: {
      description: 'Its address, up to and including the version: http://127.0.0.1:11434/v1.',
      type: 'string',
    },
    default_model: { ...MODEL, description: 'The model for callers who name none. May be an alias.' },
    api_key_variable: {
      ...VARIABLE_NAME,
      description:
        'The variable that holds its key. Left out for a provider that does not ship, no key is sent.',
    },
    api_key_variables: {
      description: 'Variables that hold its keys, which take turns; in place of api_key_variable.',
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: VARIABLE_NAME,
    },
    headers: {
      description: 'Headers for every request to it. Not for secrets.',
      type: 'object',
      propertyNames: {
        pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$",
        patternErrorMessage: 'the name of a header',
      },
      additionalProperties: {
        type: 'string',
        pattern: '^[\\x20-\\x7e]{0,2000}$',
        patternErrorMessage: 'printable ASCII characters',
      },
    },
    model_aliases: {
      description: 'More names for models; before those that ship.',
      type: 'object',
      propertyNames: MODEL,
      additionalProperties: MODEL,
    },
    prices: PRICES,
    parameter_rules: PARAMETER_RULES,
  },
} as const;
