import { sseFrame } from '../../support/scripted-upstream/stream-script.js';
import { COUNTS, fieldsIn, type Said, type WireWords } from './wire-words.js';

/** Gemini's content. */
export const GEMINI_WORDS: WireWords = {
  text: (text) => said({ text }),
  // Gemini 3 wants the signature back
  call: ({ name, input }) =>
    said(ANNOUNCED, { functionCall: { name, args: input }, thoughtSignature: 'c2lnbmVk' }),
  toolsOf: ({ tools }) =>
    fieldsIn(tools)
      .flatMap(({ functionDeclarations }) => fieldsIn(functionDeclarations))
      .map(({ name, parametersJsonSchema, parameters }) => ({
        name: String(name),
        schema: parametersJsonSchema ?? parameters ?? {},
      })),
};

/** Words before a call, in an event of their own: where the rest is cut off, they have been told. */
const ANNOUNCED = { text: 'I run a command.' };

function said(...parts: readonly object[]): Said {
  const events = parts.map((part, at) => answerOf([part], at === parts.length - 1 ? 'STOP' : undefined));
  return { body: answerOf(parts, 'STOP'), stream: events.map(sseFrame).join('') };
}

function answerOf(parts: readonly object[], finishReason: string | undefined): object {
  return {
    candidates: [{ content: { role: 'model', parts }, finishReason, index: 0 }],
    usageMetadata: {
      promptTokenCount: COUNTS.prompt,
      cachedContentTokenCount: COUNTS.cached,
      candidatesTokenCount: COUNTS.answer,
      totalTokenCount: COUNTS.prompt + COUNTS.answer,
    },
    modelVersion: 'scripted',
    responseId: 'r1',
  };
}
