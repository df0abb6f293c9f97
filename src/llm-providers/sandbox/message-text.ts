import type { ChatMessage, CompletionRequest } from '../../port/canonical.js';

/** The text of a message, its text parts one after the other; images and the like have none. */
export function textOf(message: ChatMessage): string {
  const { content } = message;
  if (typeof content === 'string') return content;
  if (!content) return '';
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** The text of the last message of the user; empty if there is none. */
export function lastUserText(request: CompletionRequest): string {
  const message = request.messages.findLast(({ role }) => role === 'user');
  return message ? textOf(message) : '';
}
