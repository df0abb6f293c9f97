import { setImmediate as nextTurn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { parseJsonInTurns } from './json-in-turns.js';

/** Both ways: what a text stands for, or that it is none. */
async function read(text: string): Promise<{ readonly value: unknown } | 'no JSON'> {
  return parseJsonInTurns(text).then(
    (value) => ({ value }),
    (error: unknown) => {
      expect(error).toBeInstanceOf(SyntaxError);
      return 'no JSON' as const;
    },
  );
}
function native(text: string): { readonly value: unknown } | 'no JSON' {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return 'no JSON';
  }
}

const LONG = 'a "quote", a \\ and é, \u0001 \u{1f642} \ud83d; '.repeat(10_000);

describe('JSON that is read in turns', () => {
  it('is what JSON.parse reads', async () => {
    const spacing = fc.constantFrom(0, 1, '\t');
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), spacing, async (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(await read(text)).toStrictEqual(native(text));
      }),
      { numRuns: 300 },
    );
  });

  it('is refused where JSON.parse refuses it, whatever was changed in it', async () => {
    const change = fc.tuple(
      fc.nat(),
      fc.constantFrom(...Array.from('[]{}",:\\u0e-+.1ntf \n\u0001')),
      fc.boolean(),
    );
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), change, async (value, [place, character, replaces]) => {
        const text = JSON.stringify(value);
        const index = place % (text.length + 1);
        const changed = text.slice(0, index) + character + text.slice(index + (replaces ? 1 : 0));
        expect(await read(changed)).toStrictEqual(native(changed));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    '',
    ' ',
    '1 2',
    '[1,]',
    '{"a":1,}',
    '{"a" 1}',
    '{a:1}',
    '[',
    '{"a":',
    '"\\u12"',
    '"\\x"',
    '"open',
    '01',
    '1.',
    '-',
    'nul',
    '\ufeff1',
    '"a\nb"',
    '{"a":1}}',
    '{"__proto__":{"x":1},"a":[{},[]],"a":2}',
    ' \r\n\t[ 1e3 , -0.5E-2 , { } , [ ] , "\\ud83d\\ude42\\/" ] ',
  ])('is %j like JSON.parse', async (text) => {
    expect(await read(text)).toStrictEqual(native(text));
  });

  it('keeps a text whole that is read in many parts, wherever they are cut', async () => {
    const escaped = JSON.stringify(LONG).replaceAll('é', '\\u00e9');
    for (const before of ['', 'x', 'xx', 'xxx', 'xxxx', 'xxxxx', 'xxxxxx']) {
      const text = `{"long":"${before}${escaped.slice(1)},"${before}${escaped.slice(1)}:1}`;
      expect((await parseJsonInTurns(text)) as object).toStrictEqual(JSON.parse(text));
    }
  });

  it('may be nested as deeply as an answer', async () => {
    const text = `${'[{"a":'.repeat(50_000)}1${'}]'.repeat(50_000)}`;
    let value = await parseJsonInTurns(text);
    for (let level = 0; level < 50_000; level += 1) value = (value as [{ a: unknown }])[0].a;
    expect(value).toBe(1);
  });

  it('is refused where an object has more members than are wanted', async () => {
    const readOfTwo = (text: string) => parseJsonInTurns(text, { maxMembers: 2 });
    expect(await readOfTwo('[{"a":1,"b":2},{"a":1}]')).toEqual([{ a: 1, b: 2 }, { a: 1 }]);
    await expect(readOfTwo('{"a":1,"b":2,"c":3}')).rejects.toThrow(SyntaxError);
  });

  it('lets other work have its turn', async () => {
    let isRead = false;
    const reading = parseJsonInTurns(JSON.stringify(LONG.repeat(10))).then(() => (isRead = true));
    let turns = 0;
    for (; !isRead; turns += 1) await nextTurn();
    await reading;
    expect(turns).toBeGreaterThan(20);
  });
});
