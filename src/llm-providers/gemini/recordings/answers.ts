/**
 * Answers of `:generateContent` and their chunks from `:streamGenerateContent?alt=sse`, written after the published
 * shapes: googleapis/js-genai src/types.ts, ai.google.dev Gemini API docs, read 2026-11-23. Not taken off the wire.
 */
export interface AnswerRecording {
  readonly whole: object;
  readonly chunks: readonly object[];
}

const MODEL = { modelVersion: 'gemini-3.5-flash-lite', responseId: 'mN0pQ1r2' };

const candidate = (parts: readonly object[] | null, finishReason?: string) => ({
  ...(parts && { content: { role: 'model', parts } }),
  ...(finishReason !== undefined && { finishReason }),
  index: 0,
});

const answer = (candidates: readonly object[], usageMetadata: object, rest: object = {}) => ({
  candidates,
  usageMetadata,
  ...MODEL,
  ...rest,
});

const PLAIN_USAGE = { promptTokenCount: 7, candidatesTokenCount: 5, totalTokenCount: 12 };

/** Usage comes with every chunk; the text ends with an empty part. */
export const PLAIN: AnswerRecording = {
  whole: answer([candidate([{ text: 'Hello from Vienna!' }], 'STOP')], PLAIN_USAGE),
  chunks: [
    answer([candidate([{ text: 'Hello' }])], { promptTokenCount: 7, totalTokenCount: 7 }),
    answer([candidate([{ text: ' from Vienna!' }])], {
      promptTokenCount: 7,
      candidatesTokenCount: 3,
      totalTokenCount: 10,
    }),
    answer([candidate([{ text: '' }], 'STOP')], PLAIN_USAGE),
  ],
};

const THINKING_USAGE = {
  promptTokenCount: 2100,
  cachedContentTokenCount: 2048,
  toolUsePromptTokenCount: 10,
  candidatesTokenCount: 4,
  thoughtsTokenCount: 90,
  totalTokenCount: 2204,
};

/** A thought that is shown is no part of the answer, but is paid for. */
export const THINKING: AnswerRecording = {
  whole: answer(
    [candidate([{ text: 'The user asks for a sum.', thought: true }, { text: 'It is 4.' }], 'STOP')],
    THINKING_USAGE,
  ),
  chunks: [
    answer([candidate([{ text: 'The user asks for a sum.', thought: true }])], { promptTokenCount: 2100 }),
    answer([candidate([{ text: 'It is 4.' }], 'STOP')], THINKING_USAGE),
  ],
};

const CALLS = [
  { functionCall: { name: 'get_weather', args: { city: 'Vienna' } }, thoughtSignature: 'c2lnbmF0dXJl' },
  { functionCall: { name: 'get_weather', args: { city: 'Graz' } } },
];

/** Two calls at once: only the first carries a signature. Streamed, STOP comes after the calls. */
export const TOOL_CALLS: AnswerRecording = {
  whole: answer([candidate(CALLS, 'STOP')], PLAIN_USAGE),
  chunks: [
    answer([candidate(CALLS.slice(0, 1))], { promptTokenCount: 7 }),
    answer([candidate(CALLS.slice(1))], { promptTokenCount: 7 }),
    answer([candidate([{ text: '' }], 'STOP')], PLAIN_USAGE),
  ],
};

const NO_TEXT_USAGE = { promptTokenCount: 7, totalTokenCount: 7 };

/** The filter left nothing of the answer. */
export const SAFETY_STOP: AnswerRecording = {
  whole: answer([candidate(null, 'SAFETY')], NO_TEXT_USAGE),
  chunks: [answer([candidate(null, 'SAFETY')], NO_TEXT_USAGE)],
};

const BLOCKED = {
  promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
  usageMetadata: NO_TEXT_USAGE,
  ...MODEL,
};

/** No candidates at all; streamed, it is the only chunk. */
export const PROMPT_BLOCK: AnswerRecording = { whole: BLOCKED, chunks: [BLOCKED] };

const SPENT_USAGE = { promptTokenCount: 7, thoughtsTokenCount: 97, totalTokenCount: 104 };

/** All tokens went into thinking: the content is absent. */
export const LENGTH_STOP: AnswerRecording = {
  whole: answer([candidate(null, 'MAX_TOKENS')], SPENT_USAGE),
  chunks: [answer([candidate(null, 'MAX_TOKENS')], SPENT_USAGE)],
};

const UNKNOWN = {
  serviceTier: 'standard',
  usageMetadata: { ...PLAIN_USAGE, promptTokensDetails: [{ modality: 'TEXT', tokenCount: 7 }], dreams: 3 },
};

/** Fields and kinds of parts that came later than this gateway. */
export const UNKNOWN_FIELDS: AnswerRecording = {
  whole: {
    ...answer(
      [{ ...candidate([{ text: 'Hi' }, { hologram: {} }], 'STOP'), mood: 'good', avgLogprobs: -0.1 }],
      {},
    ),
    ...UNKNOWN,
  },
  chunks: [
    {
      ...answer([{ ...candidate([{ text: 'Hi' }, { hologram: {} }], 'STOP'), mood: 'good' }], {}),
      ...UNKNOWN,
    },
  ],
};
