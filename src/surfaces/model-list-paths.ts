import { AGENTS_PATH } from './agents/agents-path.js';
import { GEMINI_PATH, isGeminiCall } from './gemini/gemini-path.js';
import { OPENAI_PATH } from './openai/openai-path.js';

const MODEL_LIST = new RegExp(
  `^/(${AGENTS_PATH}/[^/]+/models/?|(${OPENAI_PATH}|${GEMINI_PATH})/models(/.*)?)$`,
  'i',
);

/** A list of models is at this path, or comes with it: work for providers, and megabytes to send. */
export function isModelListPath(path: string): boolean {
  return MODEL_LIST.test(path) && !isGeminiCall(path);
}
