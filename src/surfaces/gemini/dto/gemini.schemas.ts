const STRING = { type: 'string' } as const;
const OBJECT = { type: 'object' } as const;
const OBJECTS = { type: 'array', items: OBJECT } as const;
const COUNT = { type: 'integer', minimum: 0 } as const;

const ABSENT = { type: 'string', nullable: true, enum: [null] } as const;

const ROLES = ['user', 'model', 'function', 'tool'] as const;

/** A turn of an answer. */
const CONTENT = {
  type: 'object',
  properties: { role: { type: 'string', enum: ROLES }, parts: OBJECTS },
} as const;

/** Google reads `null` as what was left out. */
const orNull = <Schema extends object>(schema: Schema) => ({ ...schema, nullable: true });

const ROLE = { type: 'string', enum: [...ROLES, null], nullable: true } as const;
/** One object counts as a list of it, as in Google's own examples. */
const ONE_OR_MORE = { anyOf: [OBJECTS, OBJECT, ABSENT] } as const;
const TURN = { type: 'object', properties: { role: ROLE, parts: ONE_OR_MORE } } as const;

const GENERATE_PROPERTIES = {
  contents: { anyOf: [{ type: 'array', minItems: 1, items: TURN }, TURN] },
  systemInstruction: orNull({ type: 'object', properties: { parts: ONE_OR_MORE } }),
  tools: ONE_OR_MORE,
  toolConfig: orNull(OBJECT),
  generationConfig: orNull(OBJECT),
} as const;

const ASKED = { contents: [{ role: 'user', parts: [{ text: 'Hello!' }] }] };

/** The body of `:generateContent` and `:streamGenerateContent`. */
export const GENERATE_REQUEST = {
  type: 'object',
  description: "Google's request; names in snake_case are taken, too.",
  required: ['contents'],
  properties: GENERATE_PROPERTIES,
  example: ASKED,
} as const;

/** The body of `:countTokens`; what stands beside a whole request is ignored. */
export const COUNT_REQUEST = {
  type: 'object',
  description: "Google's request, with the conversation, or a whole request in `generateContentRequest`.",
  oneOf: [
    {
      title: 'A conversation',
      required: ['contents'],
      properties: { ...GENERATE_PROPERTIES, generateContentRequest: ABSENT },
    },
    {
      title: 'A whole request',
      required: ['generateContentRequest'],
      properties: {
        generateContentRequest: {
          type: 'object',
          required: ['contents'],
          properties: GENERATE_PROPERTIES,
        },
      },
    },
  ],
  example: ASKED,
} as const;

/** A whole answer, or a chunk of one. */
export const GENERATED = {
  type: 'object',
  properties: {
    candidates: {
      type: 'array',
      items: {
        type: 'object',
        properties: { content: CONTENT, finishReason: STRING, finishMessage: STRING, index: COUNT },
      },
    },
    promptFeedback: {
      type: 'object',
      properties: { blockReason: STRING, blockReasonMessage: STRING },
    },
    usageMetadata: {
      type: 'object',
      properties: {
        promptTokenCount: COUNT,
        candidatesTokenCount: COUNT,
        totalTokenCount: COUNT,
        cachedContentTokenCount: COUNT,
        thoughtsTokenCount: COUNT,
      },
    },
    modelVersion: { type: 'string', description: 'The model that answered.' },
    responseId: STRING,
  },
} as const;

/** Chunks: as an array, or with `alt=sse` one event for each. */
export const CHUNKS = { type: 'array', items: GENERATED } as const;

/** OpenAPI 3.0 has no word for the JSON inside a text: `data` says it by extensions, as the agents' events do. */
export const CHUNK_EVENT = {
  type: 'object',
  description: 'One event for each chunk, without a name.',
  required: ['data'],
  properties: {
    data: { type: 'string', description: 'JSON.', 'x-content-media-type': 'application/json' },
  },
} as const;

const EMBED_PROPERTIES = {
  content: {
    type: 'object',
    description: 'Parts with a text.',
    required: ['parts'],
    properties: { role: ROLE, parts: { anyOf: [{ ...OBJECTS, minItems: 1 }, OBJECT] } },
  },
  outputDimensionality: { type: 'integer', minimum: 1 },
} as const;
const EMBEDDED = { content: { parts: [{ text: 'Hello!' }] } };

/** The body of `:embedContent`. */
export const EMBED_REQUEST = {
  type: 'object',
  required: ['content'],
  properties: EMBED_PROPERTIES,
  example: EMBEDDED,
} as const;

/** The body of `:batchEmbedContents`. */
export const BATCH_REQUEST = {
  type: 'object',
  required: ['requests'],
  properties: {
    requests: {
      type: 'array',
      minItems: 1,
      items: { type: 'object', required: ['content'], properties: EMBED_PROPERTIES },
    },
  },
  example: { requests: [EMBEDDED] },
} as const;

/** A vector. */
export const VECTOR = {
  type: 'object',
  required: ['values'],
  properties: { values: { type: 'array', items: { type: 'number' } } },
} as const;

/** A model of the list. */
export const GEMINI_MODEL = {
  type: 'object',
  required: ['name', 'supportedGenerationMethods'],
  properties: {
    name: STRING,
    version: STRING,
    displayName: STRING,
    inputTokenLimit: COUNT,
    outputTokenLimit: COUNT,
    supportedGenerationMethods: { type: 'array', items: STRING },
    thinking: { type: 'boolean' },
  },
} as const;

/** A failure. */
export const GOOGLE_ERROR = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'status'],
      properties: { code: { type: 'integer' }, message: STRING, status: STRING, details: OBJECTS },
    },
  },
} as const;
