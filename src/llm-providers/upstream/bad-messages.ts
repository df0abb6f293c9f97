import type { GatewayError } from '../../common/errors.js';
import { providerError, type UpstreamCall } from './upstream-failure.js';

/**
 * `provider.rejected` that blames `messages`, or a place in them: found here, before the provider is asked.
 * @param place such as `messages[0].content[1]`.
 */
export function badMessages(what: string, place: string, call: UpstreamCall): GatewayError {
  return providerError('provider.rejected', what, call, { param: place });
}
