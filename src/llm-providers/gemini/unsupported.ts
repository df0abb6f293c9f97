import { GatewayError } from '../../common/errors.js';
import { gemini } from './gemini.definition.js';

/** A request that cannot be said in Gemini's words; refused before anything is sent. */
export function unsupported(what: string, param: string): GatewayError {
  return new GatewayError('provider.rejected', `${gemini.displayName} API error: ${what}.`, { param });
}
