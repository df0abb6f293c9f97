import { CAPTURE_MODE } from './capture.schema.js';
import { ID, MODEL, WORDS } from './words.schema.js';

/** One entry of `routes`. */
export const ROUTE_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'targets'],
  properties: {
    id: { ...ID, description: 'Its name: it is called like a provider, /agents/llm-providers/{id}.' },
    display_name: { ...WORDS, description: 'Its name for people.' },
    strategy: {
      description:
        'ordered: the first target is asked, and the next where it fails. weighted: whom to ask first is drawn, and then who is next.',
      enum: ['ordered', 'weighted'],
      default: 'ordered',
    },
    affinity: {
      description:
        'soft: calls of one conversation keep to one target, and to one of its keys, as long as that one can be asked. off: each call is drawn anew, and keys take turns.',
      enum: ['off', 'soft'],
      default: 'soft',
    },
    capture: CAPTURE_MODE,
    targets: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['provider'],
        properties: {
          provider: { ...ID, description: 'The id of a provider.' },
          model: { ...MODEL, description: 'Left out, its default model.' },
          weight: {
            description: 'Its share of the draws, where the strategy is weighted; 1 unless given.',
            type: 'number',
            exclusiveMinimum: 0,
            maximum: 1_000_000,
          },
        },
      },
    },
  },
} as const;
