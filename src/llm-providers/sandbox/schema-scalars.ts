import type { JsonSchema } from './schema-reading.js';

/** One example of each format that JSON Schema 2020-12 defines and that answers commonly have. */
const FORMATS: ReadonlyMap<unknown, string> = new Map([
  ['date-time', '2026-01-01T00:00:00Z'],
  ['date', '2026-01-01'],
  ['time', '00:00:00Z'],
  ['duration', 'P1D'],
  ['email', 'sample@example.com'],
  ['hostname', 'example.com'],
  ['ipv4', '192.0.2.1'],
  ['ipv6', '2001:db8::1'],
  ['uri', 'https://example.com/'],
  ['uuid', '00000000-0000-4000-8000-000000000000'],
]);

/** Within `minLength` and `maxLength`, and in the `format` if it is a known one; `variant` 0 has no digit. */
export function sampleString(schema: JsonSchema, variant: number): string {
  const formatted = FORMATS.get(schema['format']);
  if (formatted !== undefined) return formatted;
  const text = variant === 0 ? 'sample' : `${variant + 1} sample`;
  return text.padEnd(boundOf(schema, 'minLength') ?? 0, '.').slice(0, boundOf(schema, 'maxLength'));
}

/** Within the bounds and a multiple of `multipleOf`, if any number is. */
export function sampleNumber(schema: JsonSchema, isInteger: boolean, variant: number): number {
  const step = boundOf(schema, 'multipleOf') ?? (isInteger ? 1 : undefined);
  return step === undefined ? between(schema, variant) : onGrid(schema, step, variant);
}

function onGrid(schema: JsonSchema, step: number, variant: number): number {
  const { low, high, excludesLow, excludesHigh } = boundsOf(schema);
  if (low !== -Infinity) {
    const first = Math.ceil(low / step);
    return (first + Number(excludesLow && first * step === low) + variant) * step;
  }
  if (high >= variant * step && !(excludesHigh && high === variant * step)) return variant * step;
  const last = Math.floor(high / step);
  return (last - Number(excludesHigh && last * step === high) - variant) * step;
}

function between(schema: JsonSchema, variant: number): number {
  const { low, high } = boundsOf(schema);
  if (low !== -Infinity && high !== Infinity) return low + (high - low) / (variant + 2);
  if (low !== -Infinity) return low + variant + 0.5;
  return high === Infinity ? variant + 0.5 : high - variant - 0.5;
}

function boundsOf(schema: JsonSchema) {
  const minimum = boundOf(schema, 'minimum') ?? -Infinity;
  const maximum = boundOf(schema, 'maximum') ?? Infinity;
  const exclusiveMinimum = boundOf(schema, 'exclusiveMinimum') ?? -Infinity;
  const exclusiveMaximum = boundOf(schema, 'exclusiveMaximum') ?? Infinity;
  return {
    low: Math.max(minimum, exclusiveMinimum),
    high: Math.min(maximum, exclusiveMaximum),
    excludesLow: exclusiveMinimum >= minimum,
    excludesHigh: exclusiveMaximum <= maximum,
  };
}

function boundOf(schema: JsonSchema, keyword: string): number | undefined {
  const value = schema[keyword];
  return typeof value === 'number' ? value : undefined;
}
