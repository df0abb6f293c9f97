import type { ErrorCode, GatewayError } from '../../common/errors.js';
import type { LlmProvidersSettings } from '../../config/settings.js';

/** The HTTP status of a failure on the agent surface. */
export type AgentStatus = (error: GatewayError) => number;

export const AGENT_STATUS = Symbol('AGENT_STATUS');

/** What stays as it is when the operator asks for the first phase's 400. */
const ALWAYS_AS_DOCUMENTED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'auth.invalid_key',
  'auth.foreign_origin',
  'provider.unknown',
  'request.not_found',
  'request.timed_out',
  'request.too_large',
  'request.unsupported_media_type',
  'gateway.overloaded',
  'gateway.draining',
]);

export function agentStatus(mode: LlmProvidersSettings['AGENT_ERROR_STATUS']): AgentStatus {
  if (mode === 'table') return (error) => error.httpStatus;
  return (error) => (ALWAYS_AS_DOCUMENTED.has(error.code) ? error.httpStatus : 400);
}
