/** Where Anthropic's API begins, without the first slash; OpenAI's begins there, too. */
export const ANTHROPIC_PATH = 'v1';
/** What of it is Anthropic's alone. */
export const MESSAGES_PATH = `${ANTHROPIC_PATH}/messages`;
/** Callers of Anthropic's API send it, and no others do. */
export const VERSION_HEADER = 'anthropic-version';
