import { MODEL_NAME, MODEL_NAME_ACCEPTED } from '../../port/model-name.js';
import { CAPTURE_SCHEMA } from './capture.schema.js';
import { CALLERS_SCHEMA } from './callers.schema.js';
import { FILE_SETTINGS } from './file-settings.js';
import { ROUTE_SCHEMA } from './route.schema.js';
import {
  BUDGET_FAIL,
  BUDGET_WEBHOOK,
  PROVIDER_TOOL_CALLS,
  SPENDING_SCHEMA,
  UNKNOWN_PRICE,
} from './spending.schema.js';
import { PROVIDER_SCHEMA } from './provider.schema.js';

const MODEL = {
  type: 'string',
  pattern: MODEL_NAME.source,
  patternErrorMessage: MODEL_NAME_ACCEPTED,
} as const;

/**
 * The shape of `tollgate.yaml`, in JSON Schema draft 7: what the file is checked against, and what editors complete
 * from. `patternErrorMessage`, which editors know, says in words what a pattern accepts.
 */
export const CONFIG_FILE_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Configuration of Tollgate',
  description: 'Everything that is no secret. Secrets stay in variables of the environment.',
  type: ['object', 'null'],
  additionalProperties: false,
  properties: {
    settings: {
      description:
        'Variables of the environment, in lower case; where one is set there, the environment holds.',
      type: ['object', 'null'],
      additionalProperties: false,
      properties: Object.fromEntries(
        FILE_SETTINGS.map(({ key, variable }) => [
          key,
          {
            description: `${variable.description} Accepted: ${variable.accepted}.`,
            type: ['string', 'number', 'boolean'],
            ...(variable.defaultText === '' ? {} : { default: variable.defaultText }),
          },
        ]),
      ),
    },
    providers: {
      description: 'Providers that ship, to be set up, and further ones that speak as OpenAI does.',
      type: ['array', 'null'],
      items: { $ref: '#/definitions/provider' },
    },
    budgets: SPENDING_SCHEMA,
    unknown_price: UNKNOWN_PRICE,
    provider_tool_calls: PROVIDER_TOOL_CALLS,
    budget_fail: BUDGET_FAIL,
    budget_webhook: BUDGET_WEBHOOK,
    capture: CAPTURE_SCHEMA,
    ...CALLERS_SCHEMA,
    routes: {
      description: 'Several targets under one name, which is called like a provider.',
      type: ['array', 'null'],
      items: { $ref: '#/definitions/route' },
    },
  },
  definitions: { model: MODEL, provider: PROVIDER_SCHEMA, route: ROUTE_SCHEMA },
} as const;
