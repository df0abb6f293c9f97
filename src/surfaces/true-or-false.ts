import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../common/errors.js';

/**
 * What a caller wishes by a header; left out = false.
 * @throws GatewayError `request.invalid` for another word: whoever meant true would be charged for what it did not want.
 */
export function trueOrFalse(headers: IncomingHttpHeaders, name: string): boolean {
  const word = headers[name]?.toString().toLowerCase() ?? 'false';
  if (word === 'true' || word === 'false') return word === 'true';
  const details = { param: name, fault: 'wrong_value' } as const;
  throw new GatewayError('request.invalid', `${name} has to be true or false.`, details);
}
