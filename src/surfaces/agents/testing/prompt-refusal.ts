import { GatewayError } from '../../../common/errors.js';
import { parsePromptRequest } from '../prompt-request.js';

/** A message as callers write it. */
export const hello = { role: 'user', content: 'Hello' };

/** What a body is refused with; fails where it is accepted. */
export function refusalOf(body: unknown): GatewayError {
  try {
    parsePromptRequest(body);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error(`was accepted: ${JSON.stringify(body).slice(0, 200)}`);
}
