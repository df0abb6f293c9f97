const PATTERNS = {
  type: 'array',
  maxItems: 200,
  items: { type: 'string', minLength: 1, maxLength: 300 },
} as const;

/** JSON Schema of `allowed`. */
export const ALLOWED = {
  description: 'What may be asked for; * stands for any characters, and a list that is left out allows all.',
  type: ['object', 'null'],
  additionalProperties: false,
  properties: {
    providers: { ...PATTERNS, description: 'Ids of providers.' },
    models: {
      ...PATTERNS,
      description: 'Models as they are sent: provider/model, or a model of any provider.',
    },
    routes: { ...PATTERNS, description: 'Ids of routes.' },
  },
} as const;
