import { GatewayError } from '../errors.js';
import fc from 'fast-check';
import { exceededJsonLimit, JsonShape, parseJsonBody } from './json-limits.js';

const parse = (text: string, maxDepth = 64) =>
  parseJsonBody(Buffer.from(text), { maxDepth, maxValues: 1000 });

function refusalOf(body: string | Uint8Array): GatewayError {
  try {
    parseJsonBody(Buffer.from(body), { maxDepth: 64, maxValues: 1000 });
  } catch (error) {
    return error as GatewayError;
  }
  throw new Error('was accepted');
}

describe('parseJsonBody', () => {
  it('answers the object, with the last of duplicate keys', () => {
    expect(parse('{"model":"cheap","model":"dear"}')).toEqual({ model: 'dear' });
  });

  it.each([
    '{"a":"\\ud800"}',
    '{"a":"\u202e\ud83d\udc68\u200d\ud83d\udc69"}',
    '{"a":"\\"__proto__\\": []"}',
    '\ufeff{}',
  ])('accepts %s', (text) => {
    expect(() => parse(text)).not.toThrow();
  });

  it.each([
    ['an empty body', '', 'empty'],
    ['cut JSON', '{"model":', 'not valid JSON'],
    ['no JSON', 'prompt=hello', 'not valid JSON'],
    ['bytes that are not UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), 'UTF-8'],
    ['65 levels', '['.repeat(65), 'at most 64 levels'],
    ['a million levels', '{"a":'.repeat(1_000_000), 'at most 64 levels'],
  ])('refuses %s as malformed', (_, body, said) => {
    const refusal = refusalOf(body);
    expect(refusal.code).toBe('request.malformed');
    expect(refusal.message).toContain(said);
  });

  it('says where the JSON breaks, but quotes nothing of it', () => {
    const { message } = refusalOf('{"a": 1, "secret prompt" 2}');
    expect(message).toBe('The request body is not valid JSON (at character 25).');
    expect(refusalOf('secret').message).not.toContain('secret');
  });

  it.each(['null', ' null ', '"x"', '7', '[]'])('refuses %s as not an object', (text) => {
    expect(refusalOf(text).code).toBe('request.invalid');
  });

  it.each([
    ['{"__proto__":{"isAdmin":true}}', '__proto__'],
    ['{"messages":[{"__proto__":null}]}', '__proto__'],
    ['{"a":{"\\u005f_pr\\u006fto__" : 1}}', '__proto__'],
    ['{"metadata":{"constructor":{"prototype":{}}}}', 'constructor'],
    ['{"con\\u0073tructor":{"prototype":{}},"x":null}', 'constructor'],
  ])('refuses %s, naming the key', (text, key) => {
    const refusal = refusalOf(text);
    expect(refusal.code).toBe('request.malformed');
    expect(refusal.message).toContain(`"${key}"`);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  it('accepts a field that is merely called constructor', () => {
    expect(parse('{"constructor":"Acme Builders"}')).toHaveProperty('constructor', 'Acme Builders');
  });
});

describe('exceededJsonLimit', () => {
  const limitOf = (text: string, maxDepth: number, maxValues = 1000) =>
    exceededJsonLimit(Buffer.from(text), { maxDepth, maxValues });
  const exceeds = (text: string, maxDepth: number) => limitOf(text, maxDepth) === 'maxDepth';

  it('counts values, and not the commas in strings', () => {
    expect(limitOf('{"a":[1,2,3],"b":",,,,"}', 9, 4)).toBeNull();
    expect(limitOf('{"a":[1,2,3],"b":4,"c":5}', 9, 4)).toBe('maxValues');
  });

  it('counts what is open at once, not what there is in all', () => {
    expect(exceeds('[[],[],{}]', 2)).toBe(false);
    expect(exceeds('[[],[{}]]', 2)).toBe(true);
  });

  it.each(['["[[[{{{"]', '["\\"[[["]', '["\\\\","[["]', '["\u005b\\u005b[["]'])(
    'does not count brackets in the strings of %s',
    (text) => {
      expect(exceeds(text, 1)).toBe(false);
    },
  );

  it('counts brackets after a string that ends in an escaped backslash', () => {
    expect(exceeds('["\\\\",[[]]]', 2)).toBe(true);
  });
});

it('JsonShape counts the same wherever the text is split', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.nat(9), fc.nat(9), (json, at, maxDepth, maxValues) => {
      const bytes = Buffer.from(json);
      const cut = at % (bytes.length + 1);
      const limits = { maxDepth, maxValues: maxValues + 1 };
      const shape = new JsonShape(limits);
      const inPieces = shape.add(bytes.subarray(0, cut)) ?? shape.add(bytes.subarray(cut));
      expect(inPieces).toBe(exceededJsonLimit(bytes, limits));
    }),
  );
});
