import type { ErrorObject } from 'ajv';

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys to values',
};

/** What would be accepted; of an error of a verbose Ajv. */
export function acceptedBy({ keyword, params, schema, parentSchema }: ErrorObject): string {
  const { errorMessage, patternErrorMessage } = parentSchema as Partial<Record<string, string>>;
  switch (keyword) {
    case 'pattern':
      return patternErrorMessage ?? 'something else';
    case 'enum':
      return `one of ${(params as { allowedValues: string[] }).allowedValues.join(', ')}`;
    case 'type': {
      const types = [(params as { type: string | string[] }).type].flat().filter((type) => type !== 'null');
      const quotes =
        types.length === 1 && types[0] === 'string' ? ' (in quotes, where it looks like a number)' : '';
      return `${types.map((type) => TYPE_NAMES[type] ?? type).join(' or ')}${quotes}`;
    }
    case 'minItems':
      return 'a list with something in it';
    case 'uniqueItems':
      return 'a list that names each once';
    case 'minimum':
      return `${String(schema)} or more`;
    case 'exclusiveMinimum':
      return `more than ${String(schema)}`;
    case 'maximum':
      return `at most ${String(schema)}`;
    case 'maxItems':
      return `a list of at most ${String(schema)}`;
    case 'minLength':
      return schema === 1 ? 'text with something in it' : `text of ${String(schema)} characters or more`;
    case 'maxLength':
      return `text of at most ${String(schema)} characters`;
    case 'minProperties':
      return 'a mapping with something in it';
    default:
      return errorMessage ?? 'something else';
  }
}
