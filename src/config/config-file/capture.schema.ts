import { CAPTURE_MODES, NO_CAPTURE_CONFIG } from '../capture-config.js';

/** JSON Schema of `capture` of a route, and of a key. */
export const CAPTURE_MODE = {
  description:
    'Of which calls is kept what was asked and answered: off, errors (those that fail), sampled (a share of all), all. Left out, what is wider holds: the route goes before the top of the file, and the key before the route.',
  enum: CAPTURE_MODES,
} as const;

/** JSON Schema of `capture` at the top of the file. */
export const CAPTURE_SCHEMA = {
  description: 'Whether what is asked and answered is kept, for administrators to look at.',
  type: ['object', 'null'],
  additionalProperties: false,
  properties: {
    mode: {
      description:
        'off: nothing is kept. errors: of calls that fail. sampled: of a share of all. all: of every call. Routes and keys may say otherwise.',
      enum: CAPTURE_MODES,
      default: NO_CAPTURE_CONFIG.mode,
    },
    share: {
      description: 'Of the calls that are sampled: 0.01 is one in a hundred.',
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: NO_CAPTURE_CONFIG.share,
    },
    max_bytes: {
      description:
        'Of a request, of what was sent and of an answer, each; what is longer is cut, and told to be.',
      type: 'integer',
      minimum: 256,
      maximum: 1_048_576,
      default: NO_CAPTURE_CONFIG.maxBytes,
    },
    redact: {
      description:
        'Regular expressions as RE2 has them: what they match is masked before anything is kept. Secrets of the gateway are masked without.',
      type: 'array',
      maxItems: 50,
      items: { type: 'string', minLength: 1, maxLength: 500 },
    },
    retention_days: {
      description: 'How long it is kept; it goes with its call where that goes earlier.',
      type: 'integer',
      minimum: 1,
      maximum: 3650,
      default: NO_CAPTURE_CONFIG.retentionDays,
    },
  },
} as const;
