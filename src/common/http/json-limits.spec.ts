import { setImmediate as nextTurn } from 'node:timers/promises';
import { GatewayError } from '../errors.js';
import fc from 'fast-check';
import { exceededJsonLimit, parseJsonBody } from './json-limits.js';
import { JsonShape } from './json-shape.js';

const parse = (text: string, maxDepth = 64) =>
  parseJsonBody(Buffer.from(text), { maxDepth, maxValues: 1000 });

async function refusalOf(body: string | Uint8Array): Promise<GatewayError> {
  try {
    await parseJsonBody(Buffer.from(body), { maxDepth: 64, maxValues: 1000 });
  } catch (error) {
    return error as GatewayError;
  }
  throw new Error('was accepted');
}

describe('parseJsonBody of a large body', () => {
  const LONG = `"${'say \\"hi\\" '.repeat(50_000)}"`;

  it('answers the object, while other work has its turn', async () => {
    let isRead = false;
    const reading = parse(`{"prompt":${LONG}}`).finally(() => (isRead = true));
    let turns = 0;
    for (; !isRead; turns += 1) await nextTurn();
    expect(await reading).toStrictEqual({ prompt: JSON.parse(LONG) });
    expect(turns).toBeGreaterThan(5);
  });

  it.each([
    ['is not JSON', '}', 'not valid JSON (at character 550002)'],
    ['is no object', '', 'must be a JSON object'],
  ])('refuses what %s', async (_, end, said) => {
    expect((await refusalOf(LONG + end)).message).toContain(said);
  });

  it.each([
    ['"__proto__":{"isAdmin":true}', '__proto__'],
    ['"deep":[{"\\u005f_proto__":1}]', '__proto__'],
    ['"constructor":{"prototype":{}}', 'constructor'],
  ])('refuses %s, naming the key', async (member, key) => {
    const { code, message } = await refusalOf(`{"prompt":${LONG},${member}}`);
    expect(code).toBe('request.malformed');
    expect(message).toContain(`the key "${key}"`);
  });

  it('accepts a harmless constructor', async () => {
    const body = await parse(`{"prompt":${LONG},"constructor":"Smith"}`);
    expect(Object.entries(body)[1]).toEqual(['constructor', 'Smith']);
  });
});

describe('the fields of a body', () => {
  const limits = { maxDepth: 9, maxValues: 1000, maxFields: 3 };
  const large = `"${'x'.repeat(300_000)}"`;

  it.each(['"x"', large])('may be as many as are accepted, whatever is in them', async (value) => {
    const text = `{"a":${value},"b":{"c":1,"d":2,"e":3,"f":4},"g":[1,2,3,4]}`;
    expect(Object.keys(await parseJsonBody(Buffer.from(text), limits))).toEqual(['a', 'b', 'g']);
  });

  it.each(['"x"', large])('are refused where they are more', async (value) => {
    const text = `{"a":${value},"b":1,"c":1,"d":1}`;
    const message = 'The request body has too many fields: at most 3 are accepted.';
    await expect(parseJsonBody(Buffer.from(text), limits)).rejects.toMatchObject({
      code: 'request.malformed',
      message,
    });
  });
});

describe('the fields of a body, before it is parsed', () => {
  const exceeded = (json: string) =>
    exceededJsonLimit(Buffer.from(json), { maxDepth: 9, maxValues: 1000, maxFields: 3 });

  it.each([
    ['{"a":1,"b":2,"c":3}', null],
    ['{"a":1,"b":2,"c":3,"d":4}', 'maxFields'],
    ['{"a":1,"a":2,"a":3,"a":4}', 'maxFields'],
    ['{"a":1,"b":{"c":1,"d":2,"e":3,"f":4},"c":[1,2,3,4]}', null],
    ['[1,2,3,4,{"a":1,"b":2,"c":3,"d":4}]', null],
  ])('of %s: %s', async (json, limit) => {
    expect(await exceeded(json)).toBe(limit);
  });
});

describe('parseJsonBody', () => {
  it('answers the object, with the last of duplicate keys', async () => {
    expect(await parse('{"model":"cheap","model":"dear"}')).toEqual({ model: 'dear' });
  });

  it.each([
    '{"a":"\\ud800"}',
    '{"a":"\u202e\ud83d\udc68\u200d\ud83d\udc69"}',
    '{"a":"\\"__proto__\\": []"}',
    '\ufeff{}',
  ])('accepts %s', async (text) => {
    await expect(parse(text)).resolves.toBeInstanceOf(Object);
  });

  it.each([
    ['an empty body', '', 'empty'],
    ['cut JSON', '{"model":', 'not valid JSON'],
    ['no JSON', 'prompt=hello', 'not valid JSON'],
    ['bytes that are not UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), 'UTF-8'],
    ['65 levels', '['.repeat(65), 'at most 64 levels'],
    ['a million levels', '{"a":'.repeat(1_000_000), 'at most 64 levels'],
  ])('refuses %s as malformed', async (_, body, said) => {
    const refusal = await refusalOf(body);
    expect(refusal.code).toBe('request.malformed');
    expect(refusal.message).toContain(said);
  });

  it('says where the JSON breaks, but quotes nothing of it', async () => {
    const { message } = await refusalOf('{"a": 1, "secret prompt" 2}');
    expect(message).toBe('The request body is not valid JSON (at character 25).');
    expect((await refusalOf('secret')).message).not.toContain('secret');
  });

  it.each(['null', ' null ', '"x"', '7', '[]'])('refuses %s as not an object', async (text) => {
    expect((await refusalOf(text)).code).toBe('request.invalid');
  });

  it.each([
    ['{"__proto__":{"isAdmin":true}}', '__proto__'],
    ['{"messages":[{"__proto__":null}]}', '__proto__'],
    ['{"a":{"\\u005f_pr\\u006fto__" : 1}}', '__proto__'],
    ['{"metadata":{"constructor":{"prototype":{}}}}', 'constructor'],
    ['{"con\\u0073tructor":{"prototype":{}},"x":null}', 'constructor'],
  ])('refuses %s, naming the key', async (text, key) => {
    const refusal = await refusalOf(text);
    expect(refusal.code).toBe('request.malformed');
    expect(refusal.message).toContain(`"${key}"`);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  it('accepts a field that is merely called constructor', async () => {
    expect(await parse('{"constructor":"Acme Builders"}')).toHaveProperty('constructor', 'Acme Builders');
  });
});

describe('exceededJsonLimit', () => {
  const limitOf = (text: string, maxDepth: number, maxValues = 1000, maxNodes = 1000) =>
    exceededJsonLimit(Buffer.from(text), { maxDepth, maxValues, maxNodes });
  const exceeds = async (text: string, maxDepth: number) => (await limitOf(text, maxDepth)) === 'maxDepth';

  it('counts values, and not the commas in strings', async () => {
    expect(await limitOf('{"a":[1,2,3],"b":",,,,"}', 9, 4)).toBeNull();
    expect(await limitOf('{"a":[1,2,3],"b":4,"c":5}', 9, 4)).toBe('maxValues');
  });

  it('counts texts, names, arrays and objects, and no numbers', async () => {
    expect(await limitOf('{"a":[1,2,3,{}],"b":"\\""}', 9, 9, 6)).toBeNull();
    expect(await limitOf('{"a":[1,2,3,{}],"b":"\\""}', 9, 9, 5)).toBe('maxNodes');
  });

  it('of a text of megabytes lets other work have its turn in between', async () => {
    let turns = 0;
    const count = () => {
      turns += 1;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    await limitOf(`["${'x'.repeat(4_000_000)}"]`, 9);
    clearImmediate(timer);
    expect(turns).toBeGreaterThanOrEqual(10);
  });

  it('counts what is open at once, not what there is in all', async () => {
    expect(await exceeds('[[],[],{}]', 2)).toBe(false);
    expect(await exceeds('[[],[{}]]', 2)).toBe(true);
  });

  it.each(['["[[[{{{"]', '["\\"[[["]', '["\\\\","[["]', '["\u005b\\u005b[["]'])(
    'does not count brackets in the strings of %s',
    async (text) => {
      expect(await exceeds(text, 1)).toBe(false);
    },
  );

  it('counts brackets after a string that ends in an escaped backslash', async () => {
    expect(await exceeds('["\\\\",[[]]]', 2)).toBe(true);
  });
});

it('JsonShape counts the same wherever the text is split', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json(), fc.nat(), fc.nat(9), fc.nat(9), async (json, at, maxDepth, maxValues) => {
      const bytes = Buffer.from(json);
      const cut = at % (bytes.length + 1);
      const limits = { maxDepth, maxValues: maxValues + 1, maxNodes: 2 * maxValues + 1 };
      const shape = new JsonShape(limits);
      const inPieces = shape.add(bytes.subarray(0, cut)) ?? shape.add(bytes.subarray(cut));
      expect(inPieces).toBe(await exceededJsonLimit(bytes, limits));
    }),
  );
});

it('JsonShape sees each forbidden name coming, however it is written and wherever the text is split', () => {
  const escaped = (letter: string, isPlain: boolean) =>
    isPlain ? letter : `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const name = fc
    .tuple(
      fc.constantFrom('__proto__', 'constructor'),
      fc.array(fc.boolean(), { minLength: 11, maxLength: 11 }),
    )
    .map(([letters, plain]) =>
      Array.from(letters, (letter, at) => escaped(letter, plain[at] ?? true)).join(''),
    );
  fc.assert(
    fc.property(fc.json(), name, fc.nat(), (json, forbidden, at) => {
      const bytes = Buffer.from(`{"a":${json},"${forbidden}":1}`);
      const cut = at % (bytes.length + 1);
      const shape = new JsonShape({ maxDepth: 1_000, maxValues: 100_000 });
      shape.add(bytes.subarray(0, cut));
      shape.add(bytes.subarray(cut));
      expect(shape.mayNameForbidden).toBe(true);
    }),
  );
});

it('JsonShape suspects no text that has a forbidden name in its middle', () => {
  const shape = new JsonShape({ maxDepth: 9, maxValues: 9 });
  shape.add(Buffer.from('{"messages":[{"content":"class A { constructor() { this.__proto__ = 1; } }\\n"}]}'));
  expect(shape.mayNameForbidden).toBe(false);
});

describe('JsonShape, of long texts', () => {
  /** Counts as the class does, one byte after the other. */
  function plainNodes(bytes: Uint8Array): number {
    let nodes = 0;
    let isInText = false;
    for (let at = 0; at < bytes.length; at += 1) {
      const character = String.fromCharCode(bytes[at] ?? 0);
      if (isInText && character === '\\') at += 1;
      else if (isInText) isInText = character !== '"';
      else if (character === '"') [isInText, nodes] = [true, nodes + 1];
      else if (character === '[' || character === '{') nodes += 1;
    }
    return nodes;
  }

  const fragment = fc.oneof(
    fc.constantFrom('"', '\\', '\\"', '\\\\', '[', ']', '{', '}', ',', ' '),
    fc.integer({ min: 25, max: 90 }).map((length) => 'x'.repeat(length)),
  );

  it('finds the ends of texts as one who looks at each byte, wherever the pieces end', () => {
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 40 }), fc.integer({ min: 1, max: 50 }), (parts, size) => {
        const bytes = Buffer.from(parts.join(''));
        const nodes = plainNodes(bytes);
        const exceeds = (maxNodes: number) => {
          const shape = new JsonShape({ maxDepth: 1_000, maxValues: 1_000, maxNodes });
          const found = [];
          for (let at = 0; at < bytes.length; at += size)
            found.push(shape.add(bytes.subarray(at, at + size)));
          return found.includes('maxNodes');
        };
        expect([exceeds(nodes), nodes > 0 && exceeds(nodes - 1)]).toEqual([false, nodes > 0]);
      }),
    );
  });
});
