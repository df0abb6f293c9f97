import { isObject } from '../../common/fields.js';

/** What a field takes, for programs and for people. */
export interface FieldCheck {
  /** Completes "expected …". */
  readonly accepts: string;
  /** A value of another type; false for one that is of the type and not accepted. */
  readonly hasType: (value: unknown) => boolean;
  readonly hasValue?: (value: never) => boolean;
  /** What each item of a list has to be; left out = the list is told as a whole. */
  readonly items?: FieldCheck;
}

/** A check that the OpenAPI document tells as well. */
export interface DescribedCheck extends FieldCheck {
  readonly schema: FieldSchema;
}

/** As OpenAPI 3.0 describes a field. */
export type FieldSchema = Readonly<Record<string, unknown>>;

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

/** A number between two bounds, both taken. */
export function numberWithin(min: number, max: number): DescribedCheck {
  const hasValue = (value: number) => value >= min && value <= max;
  const schema = { type: 'number', minimum: min, maximum: max };
  return { accepts: `a number from ${min} to ${max}`, hasType: isNumber, hasValue, schema };
}

/** A whole number of at least `min`, and at most `max` where there is a bound. */
export function wholeNumberFrom(min: number, max = Number.MAX_SAFE_INTEGER): DescribedCheck {
  const bound = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  return {
    accepts: `an integer ${bound}`,
    hasType: Number.isInteger,
    hasValue: (value: number) => value >= min && value <= max,
    schema: { type: 'integer', minimum: min, maximum: max },
  };
}

/** One of these words. */
export function oneOf(...words: readonly string[]): DescribedCheck {
  return {
    accepts: `one of ${words.map((word) => `'${word}'`).join(', ')}`,
    hasType: (value) => typeof value === 'string',
    hasValue: (value: string) => words.includes(value),
    schema: { type: 'string', enum: words },
  };
}

export const A_BOOLEAN: DescribedCheck = {
  accepts: 'a boolean',
  hasType: (value) => typeof value === 'boolean',
  schema: { type: 'boolean' },
};

export const A_STRING: DescribedCheck = {
  accepts: 'a string',
  hasType: (value) => typeof value === 'string',
  schema: { type: 'string' },
};

export const AN_INTEGER: DescribedCheck = {
  accepts: 'an integer',
  hasType: Number.isInteger,
  schema: { type: 'integer' },
};

export const AN_OBJECT: DescribedCheck = {
  accepts: 'an object',
  hasType: isObject,
  schema: { type: 'object' },
};

export const A_STRING_OR_OBJECT: DescribedCheck = {
  accepts: 'a string or an object',
  hasType: (value) => typeof value === 'string' || isObject(value),
  schema: { anyOf: [{ type: 'string' }, { type: 'object' }] },
};

export const STRING_OR_STRINGS: DescribedCheck = {
  accepts: 'a string or an array of strings',
  hasType: (value) => typeof value === 'string' || isArrayOf(value, 'string'),
  items: A_STRING,
  schema: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
};

export const STRINGS: DescribedCheck = {
  accepts: 'an array of strings',
  hasType: (value) => isArrayOf(value, 'string'),
  items: A_STRING,
  schema: { type: 'array', items: { type: 'string' } },
};

export const OBJECTS: DescribedCheck = {
  accepts: 'an array of objects',
  hasType: (value) => Array.isArray(value) && value.every(isObject),
  items: AN_OBJECT,
  schema: { type: 'array', items: { type: 'object' } },
};

function isArrayOf(value: unknown, type: string): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === type);
}
