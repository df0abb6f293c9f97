import { GatewayError, type ErrorCode, type GatewayErrorDetails } from '../../common/errors.js';
import { SANDBOX_NAME } from './sandbox-name.js';

/** An error that begins as every failure of a provider does: with its name. */
export function sandboxError(
  code: ErrorCode,
  explanation: string,
  details: GatewayErrorDetails = {},
): GatewayError {
  return new GatewayError(code, `${SANDBOX_NAME} API error: ${explanation}`, details);
}
