import { BUDGET_PERIODS, LIMIT_PERIODS } from '../spending-config.js';
import { ALLOWED } from './allowed.schema.js';
import { ID } from './words.schema.js';

/** JSON Schema of an amount of money. */
const USD = {
  type: ['string', 'number'],
  // no more than fits into the 64 bits of a store, as text or as a number
  pattern: '^([0-8]?\\d{1,6}(\\.\\d{1,12})?|9000000(\\.0{1,12})?)$',
  patternErrorMessage: 'US dollars, such as "5.00", up to 9000000',
  minimum: 0,
  maximum: 9_000_000,
} as const;

/** JSON Schema of `budgets` of a key, a team, a user, a selector or of everything. */
export const BUDGETS = {
  description: 'All of them must have room for a call.',
  type: 'array',
  maxItems: 20,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['budget_usd', 'per'],
    properties: {
      budget_usd: { ...USD, description: 'What may be spent in each period.' },
      per: {
        description: 'A period of the calendar in UTC; weeks begin on Monday, total never ends.',
        enum: BUDGET_PERIODS,
      },
      on_exhaust: {
        description: 'What becomes of a call that it has no room for.',
        default: 'refuse',
        anyOf: [
          { const: 'refuse', errorMessage: 'refuse, or { downgrade_to: … } with the id of a route' },
          {
            type: 'object',
            additionalProperties: false,
            required: ['downgrade_to'],
            properties: { downgrade_to: { ...ID, description: 'The id of the route that answers instead.' } },
          },
        ],
      },
    },
  },
} as const;

/** What is said where none of the three kinds is meant. */
const ONE_KIND = { errorMessage: 'requests or tokens with per, or concurrent alone' } as const;
const COUNT = { type: 'integer', minimum: 0, maximum: 1_000_000_000_000 } as const;

/** JSON Schema of `limits` of a key, a team, a user, a selector or of everything. */
export const LIMITS = {
  description: 'All of them must have room for a call.',
  type: 'array',
  maxItems: 50,
  items: {
    type: 'object',
    additionalProperties: false,
    properties: {
      requests: { ...COUNT, description: 'So many requests within any such time.' },
      tokens: { ...COUNT, description: 'So many tokens, of requests and answers, within any such time.' },
      concurrent: { ...COUNT, description: 'So many calls under way at once.' },
      per: { description: 'The time that requests or tokens are counted in.', enum: LIMIT_PERIODS },
      model: {
        description: 'The models that it is about, as provider/model; * stands for any characters.',
        type: 'string',
        minLength: 1,
        maxLength: 300,
      },
    },
    oneOf: [
      {
        ...ONE_KIND,
        required: ['requests', 'per'],
        not: { anyOf: [{ required: ['tokens'] }, { required: ['concurrent'] }] },
      },
      {
        ...ONE_KIND,
        required: ['tokens', 'per'],
        not: { anyOf: [{ required: ['requests'] }, { required: ['concurrent'] }] },
      },
      {
        ...ONE_KIND,
        required: ['concurrent'],
        not: { anyOf: [{ required: ['requests'] }, { required: ['tokens'] }, { required: ['per'] }] },
      },
    ],
  },
} as const;

const SELECTOR = {
  type: 'object',
  additionalProperties: false,
  required: ['match'],
  properties: {
    match: {
      description: 'All of these have to be so: user, team, client, tag.<name>, metadata.<name>.',
      type: 'object',
      minProperties: 1,
      propertyNames: {
        pattern: '^(user|team|client|(tag|metadata)\\.[A-Za-z0-9_.-]{1,64})$',
        patternErrorMessage: 'user, team, client, tag.<name> or metadata.<name>',
      },
      additionalProperties: { type: 'string', minLength: 1, maxLength: 200 },
    },
    budgets: BUDGETS,
    limits: LIMITS,
  },
} as const;

/** JSON Schema of `budgets` at the top of the file. */
export const SPENDING_SCHEMA = {
  description: 'What all calls together may spend, and those that have something in common.',
  type: ['object', 'null'],
  additionalProperties: false,
  properties: {
    everything: {
      description: 'All calls of this gateway.',
      type: 'object',
      additionalProperties: false,
      properties: { allowed: ALLOWED, budgets: BUDGETS, limits: LIMITS },
    },
    selectors: {
      description: 'Calls that have something in common, whoever makes them; by the name of the selector.',
      type: 'object',
      propertyNames: {
        pattern: '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$',
        patternErrorMessage: 'up to 64 letters, digits, dots, dashes and underscores',
      },
      additionalProperties: SELECTOR,
    },
  },
} as const;

/** JSON Schema of `unknown_price` at the top of the file. */
export const UNKNOWN_PRICE = {
  description: 'Whether a model whose price is not known may be asked under a budget: refuse, or allow.',
  enum: ['refuse', 'allow'],
  default: 'refuse',
} as const;

/** JSON Schema of `provider_tool_calls` at the top of the file. */
export const PROVIDER_TOOL_CALLS = {
  description:
    'So many calls of tools that providers run (web_search, web_fetch, mcp) are reserved for under a budget where the request does not bound them, all of them together; what more it makes is charged and may overspend. Left out: such a request is refused.',
  type: 'integer',
  minimum: 1,
  maximum: 100,
} as const;

/** JSON Schema of `budget_fail` at the top of the file. */
export const BUDGET_FAIL = {
  description:
    'What becomes of calls under a budget while the store is away. closed: they are refused with 503. open: they pass, are told so, and are charged once the store is back.',
  enum: ['closed', 'open'],
  default: 'closed',
} as const;

/** JSON Schema of `budget_webhook` at the top of the file. */
export const BUDGET_WEBHOOK = {
  description: 'Who is told once 80 and 95 % of a budget are spent, once in each of its periods.',
  type: 'object',
  additionalProperties: false,
  required: ['url', 'secret_variable'],
  properties: {
    url: {
      description: 'Gets a POST of JSON. Redirects are not followed.',
      type: 'string',
      maxLength: 2000,
    },
    secret_variable: {
      description: 'The variable that holds the secret which signs what is sent.',
      type: 'string',
      pattern: '^[A-Z_][A-Z0-9_]{0,99}$',
      patternErrorMessage: 'the name of a variable: capitals, digits and underscores; never a secret itself',
    },
  },
} as const;
