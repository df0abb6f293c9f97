import { STANDING_BUDGET, STANDING_LIMIT } from './own-key/standing-schemas.js';

const text = { type: 'string' } as const;
const nullableText = { type: 'string', nullable: true } as const;

const REFUSAL = {
  type: 'object',
  required: ['code', 'type', 'message', 'retryable'],
  description: 'As the request would be refused.',
  properties: { code: text, type: text, message: text, retryable: { type: 'boolean' }, param: text },
  additionalProperties: true,
};

const TARGET = {
  type: 'object',
  required: ['provider', 'model', 'request', 'warnings', 'max_cost_usd'],
  properties: {
    provider: text,
    model: text,
    request: {
      type: 'object',
      nullable: true,
      additionalProperties: true,
      description:
        'What the provider would get; `null`: it would not be asked, or the gateway answers by itself.',
    },
    warnings: { type: 'array', items: { type: 'object', additionalProperties: true } },
    max_cost_usd: { ...nullableText, description: 'US dollars; `null`: not known.' },
    refused_with: REFUSAL,
  },
};

/** What is told with `x-tollgate-explain: true`, on every surface. */
export const EXPLANATION = {
  type: 'object',
  required: ['explain', 'route', 'targets', 'budgets', 'limits', 'allowed', 'refused_with'],
  properties: {
    explain: { type: 'boolean', enum: [true] },
    route: nullableText,
    targets: { type: 'array', items: TARGET, description: 'In the order in which they would be asked.' },
    budgets: { type: 'array', items: STANDING_BUDGET },
    limits: { type: 'array', items: STANDING_LIMIT },
    allowed: { type: 'boolean' },
    refused_with: { ...REFUSAL, nullable: true },
  },
};
