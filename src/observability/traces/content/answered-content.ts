import { isObject } from '../../../common/fields.js';
import { mediaIn } from '../../../port/answer-media.js';
import { partsOfMessage, type TracedMessage } from './asked-content.js';
import { addressed, blob } from './media-parts.js';
import { textPart } from './message-parts.js';

/** One choice of an answer. Its reason stands before its parts, so that it has room where these have not. */
export interface AnsweredMessage extends TracedMessage {
  readonly finish_reason: string;
}

/** OpenAI's words that the conventions have others for. */
const REASONS = new Map([
  ['tool_calls', 'tool_call'],
  ['function_call', 'tool_call'],
]);

/**
 * @param answer in canonical words, as far as it came; anything else has no messages.
 * @returns one message a choice; of one that did not come to its end, the reason is `error`.
 */
export function answeredContent(answer: unknown): AnsweredMessage[] {
  const choices = isObject(answer) ? answer['choices'] : null;
  return Array.isArray(choices) ? choices.filter(isObject).map(toAnswered) : [];
}

function toAnswered({ message, text, finish_reason: reason }: Record<string, unknown>): AnsweredMessage {
  const said = isObject(message) ? message : {};
  const parts = partsOfMessage({ ...said, role: 'assistant' });
  const media = mediaIn(said).map(({ kind, mimeType, data, url }) =>
    url === null ? blob(data, mimeType, kind) : addressed(url, kind, mimeType),
  );
  const plain = parts.length === 0 && typeof text === 'string' && text !== '' ? [textPart(text)] : [];
  return {
    role: 'assistant',
    finish_reason: typeof reason === 'string' && reason !== '' ? (REASONS.get(reason) ?? reason) : 'error',
    parts: [...parts, ...media, ...plain],
  };
}
