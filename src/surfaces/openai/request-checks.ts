import { GatewayError, type ParameterFault } from '../../common/errors.js';
import { isObject, type Fields } from '../../common/fields.js';
import { MODEL_NAME, MODEL_NAME_ACCEPTED } from '../../port/model-name.js';
import { A_STRING, type FieldCheck } from './field-checks.js';

/** @throws GatewayError `request.invalid`. */
export function requireObject(body: unknown): asserts body is Fields {
  if (isObject(body)) return;
  throw refusal(null, 'wrong_type', `The body must be a JSON object, not ${nameOf(body)}.`);
}

/**
 * The model by a name that may be one.
 * @throws GatewayError `request.invalid`.
 */
export function requireModel(model: unknown): void {
  requireGiven(model, 'model');
  requireFit(model, 'model', A_STRING);
  if (MODEL_NAME.test(model as string)) return;
  throw refusal('model', 'wrong_value', `Invalid value for 'model': expected ${MODEL_NAME_ACCEPTED}.`);
}

/**
 * Fields that may be left out; `null` counts as left out.
 * @throws GatewayError `request.invalid` about the first that does not fit.
 */
export function requireFields(body: Fields, checks: Readonly<Record<string, FieldCheck>>): void {
  if (fitsAll(body, checks)) return;
  for (const [name, check] of Object.entries(checks)) {
    const value = Object.hasOwn(body, name) ? body[name] : null;
    if (value !== null) requireFit(value, name, check);
  }
}

/** A body has a few of the many fields that there are checks for: only those are looked at. */
function fitsAll(body: Fields, checks: Readonly<Record<string, FieldCheck>>): boolean {
  for (const name of Object.keys(body)) {
    const value = body[name];
    const check = value === null || !Object.hasOwn(checks, name) ? undefined : checks[name];
    if (check && (!check.hasType(value) || check.hasValue?.(value as never) === false)) return false;
  }
  return true;
}

/** @throws GatewayError `request.invalid` where it is left out. */
export function requireGiven(value: unknown, path: string): void {
  if (value === undefined || value === null) throw missing(path);
}

/** The refusal of a request without a field that it needs. */
export function missing(path: string): GatewayError {
  return refusal(path, 'missing', `Missing required parameter: '${path}'.`);
}

/** @throws GatewayError `request.invalid`, with what the field takes. */
export function requireFit(value: unknown, path: string, check: FieldCheck): void {
  const { accepts, hasType, hasValue, items } = check;
  if (!hasType(value)) {
    if (items && Array.isArray(value)) value.forEach((item, at) => requireFit(item, `${path}[${at}]`, items));
    const message = `Invalid type for '${path}': expected ${accepts}, but got ${nameOf(value)} instead.`;
    throw refusal(path, 'wrong_type', message);
  }
  if (hasValue && !hasValue(value as never)) {
    throw refusal(path, 'wrong_value', `Invalid value for '${path}': expected ${accepts}.`);
  }
}

/** The refusal of a request for one of its fields; `param` is its path, `null` = the whole body. */
export function refusal(param: string | null, fault: ParameterFault, message: string): GatewayError {
  return new GatewayError('request.invalid', message, { fault, ...(param !== null && { param }) });
}

/** What a value is, and never the value: it may be anything. */
function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal';
  return typeof value === 'string' ? 'a string' : 'a boolean';
}
