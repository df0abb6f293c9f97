import { ApiParam } from '@nestjs/swagger';
import { CAPTURE_MODES } from '../../config/capture-config.js';
import { admin } from './admin-api.decorators.js';
import type { OpenApiSchema } from './to-open-api.js';

const TEXT: OpenApiSchema = { type: 'string' };
const ANYTHING: OpenApiSchema = { description: 'JSON of any shape.', nullable: true };

const CAPTURE: OpenApiSchema = {
  type: 'object',
  required: ['id', 'mode', 'captured_at', 'request', 'sent', 'answer', 'error', 'truncated'],
  properties: {
    id: { ...TEXT, description: 'Of the call, in the ledger.' },
    mode: { ...TEXT, enum: CAPTURE_MODES.filter((mode) => mode !== 'off'), description: 'Why it was kept.' },
    captured_at: { ...TEXT, format: 'date-time' },
    request: { ...ANYTHING, description: 'The body as the caller sent it.' },
    sent: {
      type: 'object',
      nullable: true,
      required: ['provider', 'model', 'body'],
      properties: { provider: TEXT, model: TEXT, body: ANYTHING },
      description: 'What the provider that was asked last was sent; `null`: none was asked.',
    },
    answer: {
      ...ANYTHING,
      description: 'As the provider gave it; of a stream, put together; `null`: none came.',
    },
    error: {
      type: 'object',
      nullable: true,
      required: ['code', 'message'],
      properties: { code: TEXT, message: TEXT },
    },
    truncated: {
      type: 'array',
      items: { ...TEXT, enum: ['request', 'sent', 'answer'] },
      description: 'What was longer than `max_bytes`, and was cut.',
    },
  },
};

export const ApiCapture = () =>
  admin(
    {
      summary:
        'Shows what was asked and answered in a call, where `capture` kept it; each look is in the audit',
      schema: CAPTURE,
      refusals: [404, 503],
    },
    ApiParam({ name: 'id', description: 'Its id in the ledger.' }),
  );
