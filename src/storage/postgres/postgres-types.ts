import { types } from 'pg';

/** Of the catalogue of PostgreSQL. */
const INT8 = 20;
const NUMERIC = 1700;

/** Sums of wide integers are numeric, and whole. */
const whole = (text: string) => (/^-?\d+$/.test(text) ? BigInt(text) : text);

/** How columns are read: wide integers as `bigint`, all else as the driver does. */
export function typeParserOf(oid: number, format?: string): (text: string) => unknown {
  if ((oid === INT8 || oid === NUMERIC) && format !== 'binary') return whole;
  return types.getTypeParser(oid, format as 'text') as (text: string) => unknown;
}
