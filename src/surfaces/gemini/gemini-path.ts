/** Where Gemini's API begins, without the first slash. */
export const GEMINI_PATH = 'v1beta';
/** Some of Google's SDKs leave out the `beta` once they have a base URL of their own; OpenAI's API begins there, too. */
export const STABLE_PATH = 'v1';

/** The methods that this API has behind the name of a model. */
const METHODS = [
  'generateContent',
  'streamGenerateContent',
  'countTokens',
  'embedContent',
  'batchEmbedContents',
];

const BEHIND_STABLE = new RegExp(`^/${STABLE_PATH}/models/.+:(${METHODS.join('|')})$`, 'i');

/** What is Gemini's of the paths that it shares with OpenAI's API. */
export function isGeminiPath(path: string): boolean {
  return BEHIND_STABLE.test(path);
}
