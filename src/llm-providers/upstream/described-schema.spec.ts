import { describedSchema } from './described-schema.js';

describe('the schema of an answer', () => {
  const schema = { type: 'object' };

  it('has the description that stands beside it, before its own', () => {
    expect(describedSchema({ schema, description: 'a' })).toEqual({ ...schema, description: 'a' });
    const own = { ...schema, description: 'b' };
    expect(describedSchema({ schema: own, description: 'a' })).toEqual({ ...schema, description: 'a\n\nb' });
  });

  it.each<[object]>([[schema], [{ ...schema, description: 'a' }], [{ $ref: '#/$defs/a', $defs: {} }]])(
    '%j is left as it is where nothing is to be added',
    (plain) => {
      expect(describedSchema({ schema: plain, description: 'description' in plain ? 'a' : null })).toBe(
        plain,
      );
      expect(describedSchema({ schema: plain, description: '' })).toBe(plain);
    },
  );

  it('is none where there is no object', () => {
    expect(describedSchema({ schema: 'x', description: 'a' })).toBeNull();
    expect(describedSchema({ description: 'a' })).toBeNull();
  });
});
