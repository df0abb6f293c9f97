import { ApiQuery } from '@nestjs/swagger';
import { admin, body, paged } from './admin-api.decorators.js';
import { pageOf } from './admin-schemas.js';
import { PRICE_BODY, REPRICE_BODY } from './price-bodies.js';
import type { OpenApiSchema } from './to-open-api.js';

const TEXT: OpenApiSchema = { type: 'string' };
const { provider: _provider, model: _model, valid_from: _from, ...AMOUNTS } = PRICE_BODY.properties;
const PRICE: OpenApiSchema = {
  type: 'object',
  required: ['id', 'provider', 'model', 'valid_from', 'created_at', 'created_by'],
  properties: Object.fromEntries(
    ['id', 'provider', 'model', 'valid_from', ...Object.keys(AMOUNTS), 'created_at', 'created_by'].map(
      (name) => [name, TEXT],
    ),
  ),
};
const COUNT: OpenApiSchema = { type: 'integer', minimum: 0 };
const REPRICING: OpenApiSchema = {
  type: 'object',
  required: ['id', 'at', 'from', 'to', 'model', 'calls', 'changed', 'cost_before_usd', 'cost_after_usd'],
  properties: {
    id: TEXT,
    at: TEXT,
    from: TEXT,
    to: TEXT,
    model: TEXT,
    provider: { ...TEXT, nullable: true },
    calls: COUNT,
    changed: COUNT,
    cost_before_usd: TEXT,
    cost_after_usd: TEXT,
  },
};

export const ApiListPrices = () =>
  admin(
    { summary: 'Lists the prices that were set, newest first', schema: pageOf(PRICE), refusals: [400, 503] },
    ...paged,
    ApiQuery({ name: 'provider', required: false, schema: TEXT }),
    ApiQuery({ name: 'model', required: false, schema: TEXT }),
  );
export const ApiSetPrice = () =>
  admin(
    {
      summary: 'Sets what a model costs, from a day on',
      status: 201,
      schema: PRICE,
      refusals: [400, 503],
    },
    body(PRICE_BODY),
  );
export const ApiReprice = () =>
  admin(
    {
      summary: 'Prices calls anew; what they cost before stays to be seen',
      schema: REPRICING,
      refusals: [400, 503],
    },
    body(REPRICE_BODY),
  );
