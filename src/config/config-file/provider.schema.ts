import { PARAMETER_RULES } from './parameter-rules.schema.js';
import { ID, MODEL, MODEL_PATTERNS, WORDS } from './words.schema.js';

const VARIABLE_NAME = {
  type: 'string',
  pattern: '^[A-Z_][A-Z0-9_]{0,99}$',
  patternErrorMessage: 'the name of a variable: capitals, digits and underscores; never a key itself',
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
      cache_write_usd_per_million: {
        ...PRICE,
        description: 'Left out, tokens that are written to a cache cost what others cost.',
      },
      audio_input_usd_per_million: { ...PRICE, description: 'Left out, the price of sound is not known.' },
      output_usd_per_million: PRICE,
      audio_output_usd_per_million: { ...PRICE, description: 'Left out, the price of sound is not known.' },
      web_search_usd_per_thousand: {
        ...PRICE,
        description:
          'US dollars per thousand searches of the web that the provider runs. Left out, as is known of it.',
      },
      flex_factor: {
        ...PRICE,
        description:
          'So many times the prices of tokens in the service tier flex. Left out, as is known of it.',
      },
      priority_factor: {
        ...PRICE,
        description:
          'So many times the prices of tokens in the service tier priority. Left out, as is known of it.',
      },
    },
  },
} as const;

const MILLISECONDS = { type: 'integer', minimum: 1, maximum: 86_400_000 } as const;

const FIRST_TOKEN_MS = {
  ...MILLISECONDS,
  description: 'From the request to the first word, thought or tool call of a stream.',
} as const;

const TOTAL_MS = { ...MILLISECONDS, description: 'From the request to the end of the answer.' } as const;

const TIMEOUTS = {
  description: 'In milliseconds; what is left out is as for all providers (UPSTREAM_…_TIMEOUT_MS).',
  type: 'object',
  additionalProperties: false,
  properties: {
    connect_ms: { ...MILLISECONDS, description: 'TCP and TLS handshake.' },
    first_byte_ms: { ...MILLISECONDS, description: 'From the request to the first byte of the answer.' },
    first_token_ms: FIRST_TOKEN_MS,
    idle_ms: { ...MILLISECONDS, description: 'Silence between two pieces of the answer.' },
    total_ms: TOTAL_MS,
  },
} as const;

const MODEL_TIMEOUTS = {
  description: 'For some of its models. The first entry that names a model holds for it.',
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['models'],
    properties: { models: MODEL_PATTERNS, first_token_ms: FIRST_TOKEN_MS, total_ms: TOTAL_MS },
  },
} as const;

/** One entry of `providers`. */
export const PROVIDER_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['id'],
  properties: {
    id: ID,
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
      description: 'Variables that hold its keys, in place of api_key_variable.',
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
    timeouts: TIMEOUTS,
    model_timeouts: MODEL_TIMEOUTS,
    max_calls: {
      description:
        'Most calls in flight to it; further ones get 503, or go on to the next target of a route; of more than four, one gateway key gets about three quarters. Left out, as for all providers (MAX_CALLS_PER_PROVIDER).',
      type: 'integer',
      minimum: 1,
      maximum: 1_000_000,
    },
    affinity: {
      description:
        'soft: calls of one conversation keep to one of its keys, where its prompts are cached, as long as that one can be used. off: keys take turns.',
      enum: ['off', 'soft'],
      default: 'soft',
    },
    forward_context: {
      description:
        'Tell it the trace of a call (traceparent, tracestate) and the time that is left (x-request-timeout-ms): for servers of your own.',
      type: 'boolean',
      default: false,
    },
    responses_api: {
      description:
        "It has OpenAI's Responses API, so that requests to /v1/responses reach it as they came. Otherwise they are translated into chat completions. Left out, OpenAI, OpenRouter and Requesty have it.",
      type: 'boolean',
    },
    chat_api: {
      description:
        "false: it has no chat completions, but OpenAI's Responses API. All requests for its models are translated into that.",
      type: 'boolean',
      default: true,
    },
    messages_api: {
      description:
        "It has Anthropic's Messages API at /messages below its address, so that requests to /v1/messages reach it as they came, whatever the model. Otherwise they are translated into chat completions. Left out, Anthropic has it, and OpenRouter and Requesty for Claude.",
      type: 'boolean',
    },
  },
} as const;
