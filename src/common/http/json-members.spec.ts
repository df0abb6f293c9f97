import fc from 'fast-check';
import { commasIn, textMember } from './json-members.js';

/** What stands there, as the parser has it; `null` = it was not found. */
function textIn(json: string, name: string): unknown {
  const bytes = Buffer.from(json);
  const span = textMember(bytes, name);
  return span && (JSON.parse(bytes.toString('utf8', span.from, span.to)) as unknown);
}

describe('textMember', () => {
  it.each([
    ['beside others', '{"a":1,"model":"m","b":[2]}', 'm'],
    ['behind blanks', '{ "model" :\n\t"m" }', 'm'],
    ['with escapes in it', String.raw`{"model":"a\"b\\","c":1}`, 'a"b\\'],
    ['not in ASCII', '{"x":"☃","model":"häß"}', 'häß'],
    ['and not one of the same name further in', '{"x":{"model":"no"},"y":[{"model":"no"}],"model":"m"}', 'm'],
    ['and not a value of that name', '{"x":"model","y":["model"],"model":"m"}', 'm'],
  ])('finds a text %s', (_, json, expected) => {
    expect(textIn(json, 'model')).toBe(expected);
  });

  it.each([
    ['stands there twice', '{"model":"a","model":"b"}'],
    ['is no text', '{"model":1}'],
    ['is not there', '{"x":{"model":"m"}}'],
    ['stands behind a name with escapes, which may be its own', String.raw`{"\u006dodel":"b","model":"a"}`],
  ])('tells nothing where it %s', (_, json) => {
    expect(textIn(json, 'model')).toBeNull();
  });

  it('agrees with the parser on objects of any kind', () => {
    const name = fc.oneof(fc.constantFrom('model', 'a', 'm"', '\\'), fc.string({ maxLength: 4 }));
    const object = fc.dictionary(
      name,
      fc.oneof(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 3 })),
    );
    const agrees = (value: Readonly<Record<string, unknown>>, indent: number) => {
      const found = textIn(JSON.stringify(value, null, indent), 'model');
      const { model } = value;
      const isEscaped = Object.keys(value).some((key) => JSON.stringify(key).includes('\\'));
      return found === (typeof model === 'string' ? model : null) || (isEscaped && found === null);
    };
    const property = fc.property(object, fc.constantFrom(0, 2), agrees);
    expect(fc.check(property, { numRuns: 300 }).counterexample).toBeNull();
  });

  it('counts as many commas as the value has', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 2), (inner, indent) => {
        const value = { model: 'm', inner };
        expect(textMember(Buffer.from(JSON.stringify(value, null, indent)), 'model')?.commas).toBe(
          commasIn(value),
        );
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    '{"model":"m","a":1,"a":2}',
    '{"model":"m","x":[{"a":1,"a":[1,2]}]}',
    '{"model":"m","x":{"a":[],"a":{}}}',
  ])('counts more of them than the value has, where a name stands twice in %s', (json) => {
    const commas = textMember(Buffer.from(json), 'model')?.commas;
    expect(commas).toBeGreaterThan(commasIn(JSON.parse(json)));
  });
});
