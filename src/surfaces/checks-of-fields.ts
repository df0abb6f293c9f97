import { isObject } from '../common/fields.js';

/** What a field takes: for programs, and for people, where it completes "expected …" or "Input should be …". */
export interface Check {
  readonly accepts: string;
  readonly fits: (value: unknown) => boolean;
}

export const A_BOOLEAN: Check = { accepts: 'a boolean', fits: (value) => typeof value === 'boolean' };
export const A_STRING: Check = { accepts: 'a string', fits: (value) => typeof value === 'string' };
export const A_NUMBER: Check = { accepts: 'a number', fits: (value) => typeof value === 'number' };
export const AN_OBJECT: Check = { accepts: 'an object', fits: isObject };
export const STRINGS: Check = {
  accepts: 'an array of strings',
  fits: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
};
export const OBJECTS: Check = {
  accepts: 'an array of objects',
  fits: (value) => Array.isArray(value) && value.every(isObject),
};
