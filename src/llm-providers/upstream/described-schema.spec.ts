import { describedSchema } from './described-schema.js';

describe('the schema of an answer', () => {
  const schema = { type: 'object' };

  it('has the description that stands beside it, before its own', () => {
    expect(describedSchema({ schema, description: 'a' })).toEqual({ ...schema, description: 'a' });
    const own = { ...schema, description: 'b' };
    expect(describedSchema({ schema: own, description: 'a' })).toEqual({ ...schema, description: 'a\n\nb' });
  });

  it.each<[object, string | null]>([
    [schema, null],
    [schema, ''],
    [{ ...schema, description: 'a' }, 'a'],
    [{ $ref: '#/$defs/a', $defs: {} }, 'a'],
  ])('%j is left as it is beside the description %j', (plain, description) => {
    expect(describedSchema({ schema: plain, description })).toBe(plain);
  });

  it('is none where there is no object', () => {
    expect(describedSchema({ schema: 'x', description: 'a' })).toBeNull();
    expect(describedSchema({ description: 'a' })).toBeNull();
  });
});
