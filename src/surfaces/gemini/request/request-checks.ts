import { GatewayError, type ParameterFault } from '../../../common/errors.js';
import { isObject } from '../../../common/fields.js';
import { MODEL_NAME, MODEL_NAME_ACCEPTED } from '../../../port/model-name.js';

/** What a field takes: for programs, and for people, where it completes "expected …". */
export interface Check {
  readonly accepts: string;
  readonly fits: (value: unknown) => boolean;
}

export const A_STRING: Check = { accepts: 'a string', fits: (value) => typeof value === 'string' };
export const A_NUMBER: Check = { accepts: 'a number', fits: (value) => typeof value === 'number' };
export const A_BOOLEAN: Check = { accepts: 'a boolean', fits: (value) => typeof value === 'boolean' };
export const AN_OBJECT: Check = { accepts: 'an object', fits: isObject };
export const STRINGS: Check = {
  accepts: 'an array of strings',
  fits: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
};
export const OBJECTS: Check = {
  accepts: 'an array of objects',
  fits: (value) => Array.isArray(value) && value.every(isObject),
};

/** @throws GatewayError `request.invalid` for a value that is there and does not fit; `null` counts as left out. */
export function requireFit(value: unknown, path: string, { accepts, fits }: Check): void {
  if (value === undefined || value === null || fits(value)) return;
  throw refused(path, 'wrong_type', `Invalid value at '${path}': expected ${accepts}.`);
}

/** @throws GatewayError `request.invalid` for a name in the address that cannot be one of a model. */
export function requireModelName(model: string): string {
  if (MODEL_NAME.test(model)) return model;
  throw refused('model', 'wrong_value', `Invalid name of a model: expected ${MODEL_NAME_ACCEPTED}.`);
}

/** The refusal of a request for one of its fields. */
export function refused(path: string, fault: ParameterFault, message: string): GatewayError {
  return new GatewayError('request.invalid', message, { param: path, fault });
}
