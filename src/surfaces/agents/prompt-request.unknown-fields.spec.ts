import { refusalOf } from './testing/prompt-refusal.js';

describe('an unknown field', () => {
  const HOSTILE = [
    'toString',
    'hasOwnProperty',
    'valueOf',
    'constructor',
    '__proto__',
    'then',
    'length',
    'get',
    '',
  ];

  it.each([
    'top_p',
    'n',
    'base_url',
    'api_base',
    'api_key',
    'organization',
    'extra_headers',
    'user_role',
    'stream_options',
    'Prompt',
  ])('%s is refused by its name, and what is accepted is listed', (field) => {
    expect(refusalOf({ prompt: 'Hello', [field]: null })).toMatchObject({
      code: 'request.invalid',
      param: field,
      message: `Invalid request: unknown field "${field}"; accepted are prompt, model, max_tokens, temperature, system, messages, stream, strict.`,
    });
  });

  it.each(HOSTILE.flatMap((field) => ['1', 'null', '{"a":1}'].map((value) => [field, value])))(
    'named "%s" (%s) is refused like any other',
    (field, value) => {
      const refusal = refusalOf(JSON.parse(`{"prompt":"Hello","${field}":${value}}`));
      expect(refusal.message).toContain(`unknown field "${field}"`);
      expect(refusal.param).toBe(field);
    },
  );

  it.each(HOSTILE)('named "%s" in a message is refused like any other', (field) => {
    const refusal = refusalOf(JSON.parse(`{"messages":[{"role":"user","content":"Hello","${field}":1}]}`));
    expect(refusal.message).toContain(`unknown field "messages.0.${field}"`);
  });

  it('leaves nothing behind on what all objects share', () => {
    const names = Object.getOwnPropertyNames(Object.prototype);
    for (const field of HOSTILE) {
      refusalOf(JSON.parse(`{"prompt":"Hello","${field}":{"polluted":true}}`));
    }
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(names);
    expect({}).not.toHaveProperty('polluted');
  });

  it('with a name of 10,000 characters is named by its beginning', () => {
    const { message, param } = refusalOf({ prompt: 'Hello', ['n'.repeat(10_000)]: 1 });
    expect(message.length).toBeLessThan(300);
    expect(param).toBe(`${'n'.repeat(64)}…`);
  });

  it.each([
    ['line feeds', '\n'],
    ['carriage returns', '\r'],
    ['line separators', '\u2028'],
    ['paragraph separators', '\u2029'],
    ['next lines', '\u0085'],
    ['escapes', '\u001b'],
    ['deletes', '\u007f'],
    ['control sequence introducers', '\u009b'],
  ])('with %s in its name is told in one line of plain text', (_, character) => {
    const { message, param } = refusalOf({ prompt: 'Hello', [`a${character}b`]: 1 });
    expect(message).not.toContain(character);
    expect(param).not.toContain(character);
  });
});
