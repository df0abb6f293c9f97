import { GatewayError, type ParameterFault, type WireDetails } from '../../../common/errors.js';
import { isObject, type Fields } from '../../../common/fields.js';
import { type Check } from '../../checks-of-fields.js';

/** A text, or the blocks that it is made of. */
export const CONTENT: Check = {
  accepts: 'a string or an array of objects, each with its type',
  fits: (value) =>
    typeof value === 'string' ||
    (Array.isArray(value) && value.every((block) => isObject(block) && typeof block['type'] === 'string')),
};

/** @throws GatewayError `request.invalid`. */
export function requireField(body: Fields, name: string, check: Check, path = name): void {
  const value = body[name];
  if (value === undefined || value === null) throw refused(path, 'missing', 'Field required');
  requireFit(value, path, check);
}

/**
 * Fields that may be left out; `null` counts as left out.
 * @throws GatewayError `request.invalid` about the first that does not fit.
 */
export function requireOptional(body: Fields, checks: Readonly<Record<string, Check>>): void {
  for (const [name, check] of Object.entries(checks)) {
    const value = Object.hasOwn(body, name) ? body[name] : null;
    if (value !== null && value !== undefined) requireFit(value, name, check);
  }
}

function requireFit(value: unknown, path: string, { accepts, fits }: Check): void {
  if (!fits(value)) throw refused(path, 'wrong_type', `Input should be ${accepts}`);
}

/** The refusal of a request for one of its fields, in Anthropic's manner: `messages.0.role: …`. */
export function refused(path: string, fault: ParameterFault, what: string): GatewayError {
  return new GatewayError('request.invalid', `${path}: ${what}`, { param: path, fault });
}

/** What cannot be asked of this target, and may be of another. */
export function untranslatable(path: string, what: string, wireDetails?: WireDetails): GatewayError {
  const message = `${path}: ${what}`;
  return new GatewayError('request.invalid', message, {
    param: path,
    fault: 'unsupported',
    mayWorkElsewhere: true,
    ...(wireDetails && { wireDetails }),
  });
}
