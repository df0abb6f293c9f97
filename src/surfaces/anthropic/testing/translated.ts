import type { GatewayError } from '../../../common/errors.js';
import type { CanonicalExtension } from '../../../port/provider-definition.js';
import { parseMessagesRequest } from '../request/messages-request.js';
import { toCanonicalRequest } from '../request/to-canonical-request.js';
import { toParameters } from '../request/to-parameters.js';

export const HELLO = { role: 'user', content: 'Hello' };
export const CACHED = { cache_control: { type: 'ephemeral' } };

export function translated(more: object, extensions: readonly CanonicalExtension[] = []) {
  const body = parseMessagesRequest({ model: 'm', max_tokens: 5, messages: [HELLO], ...more });
  const { request, translation } = toCanonicalRequest(body, toParameters(body), { extensions });
  return { request: request as unknown as Record<string, unknown>, warnings: translation.warnings };
}
export const messagesOf = (more: object, extensions?: readonly CanonicalExtension[]) =>
  translated(more, extensions).request['messages'];
export const saying = (...content: readonly object[]) => ({ messages: [{ role: 'user', content }] });
export function refusalOf(more: object): Pick<GatewayError, 'message' | 'param' | 'mayWorkElsewhere'> {
  try {
    translated(more);
  } catch (error) {
    return error as GatewayError;
  }
  throw new Error('nothing was refused');
}
