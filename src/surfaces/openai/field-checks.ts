import { isObject } from '../../common/fields.js';

/** What a field takes, for programs and for people. */
export interface FieldCheck {
  /** Completes "expected …". */
  readonly accepts: string;
  /** A value of another type; false for one that is of the type and not accepted. */
  readonly hasType: (value: unknown) => boolean;
  readonly hasValue?: (value: never) => boolean;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

/** A number between two bounds, both taken. */
export function numberWithin(min: number, max: number): FieldCheck {
  const hasValue = (value: number) => value >= min && value <= max;
  return { accepts: `a number from ${min} to ${max}`, hasType: isNumber, hasValue };
}

/** A whole number of at least `min`, and at most `max` where there is a bound. */
export function wholeNumberFrom(min: number, max = Number.MAX_SAFE_INTEGER): FieldCheck {
  const bound = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  return {
    accepts: `an integer ${bound}`,
    hasType: Number.isInteger,
    hasValue: (value: number) => value >= min && value <= max,
  };
}

/** One of these words. */
export function oneOf(...words: readonly string[]): FieldCheck {
  return {
    accepts: `one of ${words.map((word) => `'${word}'`).join(', ')}`,
    hasType: (value) => typeof value === 'string',
    hasValue: (value: string) => words.includes(value),
  };
}

export const A_BOOLEAN: FieldCheck = {
  accepts: 'a boolean',
  hasType: (value) => typeof value === 'boolean',
};

export const A_STRING: FieldCheck = { accepts: 'a string', hasType: (value) => typeof value === 'string' };

export const AN_INTEGER: FieldCheck = { accepts: 'an integer', hasType: Number.isInteger };

export const AN_OBJECT: FieldCheck = { accepts: 'an object', hasType: isObject };

export const A_STRING_OR_OBJECT: FieldCheck = {
  accepts: 'a string or an object',
  hasType: (value) => typeof value === 'string' || isObject(value),
};

export const STRING_OR_STRINGS: FieldCheck = {
  accepts: 'a string or an array of strings',
  hasType: (value) => typeof value === 'string' || isArrayOf(value, 'string'),
};

export const STRINGS: FieldCheck = {
  accepts: 'an array of strings',
  hasType: (value) => isArrayOf(value, 'string'),
};

export const OBJECTS: FieldCheck = {
  accepts: 'an array of objects',
  hasType: (value) => Array.isArray(value) && value.every(isObject),
};

function isArrayOf(value: unknown, type: string): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === type);
}
