import type { GatewayError } from '../../common/errors.js';
import { providerError, type UpstreamCall } from '../upstream/upstream-failure.js';

/** `provider.rejected` that blames `messages`: found here, before the provider is asked. */
export function badMessages(what: string, call: UpstreamCall, cause?: unknown): GatewayError {
  return providerError('provider.rejected', what, call, { param: 'messages', cause });
}
