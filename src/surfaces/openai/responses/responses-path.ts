import { OPENAI_PATH } from '../openai-path.js';

/** Where the Responses API is, without the first slash. */
export const RESPONSES_PATH = `${OPENAI_PATH}/responses`;
