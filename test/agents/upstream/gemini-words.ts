import { sseFrame } from '../../support/scripted-upstream/stream-script.js';
import { COUNTS, fieldsIn, type Said, type WireWords } from './wire-words.js';

/** Gemini's content. */
export const GEMINI_WORDS: WireWords = {
  text: (text) => said({ text }),
  // Gemini 3 wants the signature back
  call: ({ name, input }) => said({ functionCall: { name, args: input }, thoughtSignature: 'c2lnbmVk' }),
  toolsOf: ({ tools }) =>
    fieldsIn(tools)
      .flatMap(({ functionDeclarations }) => fieldsIn(functionDeclarations))
      .map(({ name, parametersJsonSchema, parameters }) => ({
        name: String(name),
        schema: parametersJsonSchema ?? parameters ?? {},
      })),
};

function said(part: object): Said {
  const body = {
    candidates: [{ content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 }],
    usageMetadata: {
      promptTokenCount: COUNTS.prompt,
      cachedContentTokenCount: COUNTS.cached,
      candidatesTokenCount: COUNTS.answer,
      totalTokenCount: COUNTS.prompt + COUNTS.answer,
    },
    modelVersion: 'scripted',
    responseId: 'r1',
  };
  return { body, stream: sseFrame(body) };
}
