import type { IncomingHttpHeaders } from 'node:http';

/** Where Gemini's API begins, without the first slash. */
export const GEMINI_PATH = 'v1beta';
/** Some of Google's SDKs leave out the `beta` once they have a base URL of their own; OpenAI's API begins there, too. */
export const STABLE_PATH = 'v1';

/** The methods that this API has behind the name of a model. */
export const GEMINI_METHODS = [
  'generateContent',
  'streamGenerateContent',
  'countTokens',
  'embedContent',
  'batchEmbedContents',
] as const;

const CALL = new RegExp(`^/(${GEMINI_PATH}|${STABLE_PATH})/.+:(${GEMINI_METHODS.join('|')})$`, 'i');

/** A method of a model is called; such paths are Gemini's under `/v1`, too. */
export function isGeminiCall(path: string): boolean {
  return CALL.test(path);
}

/** Google's clients bring their key in a header of their own, and no others do. */
export function isFromGoogleClient(headers: IncomingHttpHeaders): boolean {
  return 'x-goog-api-key' in headers;
}
