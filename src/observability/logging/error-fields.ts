import { framesOf } from '../../common/error-frames.js';
import type { GatewayError } from '../../common/errors.js';
import { causeCodes } from '../../common/http/transport-errors.js';

/**
 * What the log may say of an error: codes and names, what its provider said (scrubbed), and for what was not foreseen
 * the stack's frames. Never its message or its cause's: they may quote a body or a key.
 */
export function errorFields(error: GatewayError): Record<string, string | string[]> {
  const causes = causeCodes(error.cause);
  return {
    error_code: error.code,
    ...(error.upstreamReason !== null && { upstream_reason: error.upstreamReason }),
    ...(causes.length > 0 ? { error_causes: causes } : {}),
    ...(error.code === 'gateway.internal' ? { error_frames: framesOf(error.cause) } : {}),
  };
}
