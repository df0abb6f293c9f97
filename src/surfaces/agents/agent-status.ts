import type { GatewayError } from '../../common/errors.js';
import type { LlmProvidersSettings } from '../../config/settings.js';

/** The HTTP status of a failure on the agent surface. */
export type AgentStatus = (error: GatewayError) => number;

/** Under which Nest finds the `AgentStatus` that the operator chose. */
export const AGENT_STATUS = Symbol('AGENT_STATUS');

/** @param mode `400` = the first phase's status for all but what the table of errors lets keep its own. */
export function agentStatus(mode: LlmProvidersSettings['AGENT_ERROR_STATUS']): AgentStatus {
  if (mode === 'table') return (error) => error.httpStatus;
  return (error) => (error.traits.keepsStatus ? error.httpStatus : 400);
}
