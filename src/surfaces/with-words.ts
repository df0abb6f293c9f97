import type { GatewayError } from '../common/errors.js';

/** The message of a failure, with the words by which clients know it. */
export function withWords(words: string, { message }: Pick<GatewayError, 'message'>): string {
  return message.toLowerCase().includes(words.toLowerCase()) ? message : `${words}: ${message}`;
}
