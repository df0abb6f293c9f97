import * as fc from 'fast-check';
import { GatewayError } from '../../common/errors.js';
import { MAX_MESSAGES, MAX_TOKENS_LIMIT } from './dto/prompt-request.dto.js';
import { parsePromptRequest, toCompletionRequest } from './prompt-request.js';

const LIMIT = 'a whole number from 1 to 2147483647';
const TEMPERATURE = 'a number from 0 to 2';
const MODEL = 'a string of 1 to 200 printable characters on one line, without blanks at its ends';
const MESSAGES = 'an array of 1 to 2048 objects {role, content}';
const ROLE = 'one of system, user, assistant';
const PROMPT = 'a string with at least one non-blank character; it is required unless messages is given';
const hello = { role: 'user', content: 'Hello' };

/** Parses what stands in the JSON text: NaN and 1e400 cannot be written otherwise. */
const parse = (json: string) => parsePromptRequest(JSON.parse(json));
const withPrompt = (field: string, value: string) => `{"prompt":"Hello","${field}":${value}}`;

function refusalOf(body: unknown): GatewayError {
  try {
    parsePromptRequest(body);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error(`was accepted: ${JSON.stringify(body).slice(0, 200)}`);
}

describe('a body', () => {
  it.each([
    ['null', null],
    ['undefined', undefined],
    ['a text', 'x'],
    ['an empty text', ''],
    ['a number', 1],
    ['an array', [{ prompt: 'Hello' }]],
  ])('that is %s is refused', (_, body) => {
    expect(refusalOf(body).message).toBe('Invalid request: the body must be a JSON object.');
  });

  it('needs a prompt or messages', () => {
    expect(refusalOf({})).toMatchObject({
      code: 'request.invalid',
      httpStatus: 400,
      param: 'prompt',
      message: `Invalid request: prompt must be ${PROMPT}.`,
    });
  });

  it('has one of them, not both', () => {
    expect(refusalOf({ prompt: 'Hello', messages: [hello] }).message).toBe(
      'Invalid request: prompt and messages exclude each other; give one of them.',
    );
  });

  it('with all its fields is accepted', () => {
    const body = {
      model: 'gpt-4o',
      max_tokens: 1,
      temperature: 2,
      system: 'Be brief.',
      stream: true,
      strict: false,
    };
    expect(parsePromptRequest({ prompt: 'Hello', ...body })).toMatchObject({ prompt: 'Hello', ...body });
  });

  it('with messages in place of a prompt is accepted', () => {
    const messages = [{ role: 'system', content: '' }, hello, { role: 'assistant', content: 'Hi!' }];
    expect(parsePromptRequest({ messages })).toMatchObject({ messages });
  });

  it('with null for "not given" is accepted', () => {
    const nothing = {
      model: null,
      max_tokens: null,
      temperature: null,
      system: null,
      stream: null,
      strict: null,
    };
    expect(() => parsePromptRequest({ prompt: 'Hello', messages: null, ...nothing })).not.toThrow();
    expect(() => parsePromptRequest({ prompt: null, messages: [hello], ...nothing })).not.toThrow();
  });

  it('is not changed by being looked at', () => {
    const body = { messages: [hello], max_tokens: null };
    parsePromptRequest(body);
    expect(body).toEqual({ messages: [{ role: 'user', content: 'Hello' }], max_tokens: null });
  });
});

/** Fails the test that looks into it: checks of a library take a time that grows with the square of what they find. */
function unopened(): object {
  const open = () => {
    throw new Error('was opened');
  };
  return new Proxy({}, { ownKeys: open, get: open, getOwnPropertyDescriptor: open });
}

describe('a field at fault is named, with what is accepted', () => {
  it.each<[string, string, string]>([
    // P1
    ...['-5', '0', '1.5', '"10"', '1e400', '9007199254740993', '2147483648', '[]', '{}', 'true'].map(
      (value): [string, string, string] => ['max_tokens', value, LIMIT],
    ),
    // P2
    ...['-0.1', '2.1', '"hot"', '1e400', '"0.7"', '[1]', 'false'].map((value): [string, string, string] => [
      'temperature',
      value,
      TEMPERATURE,
    ]),
    // P6
    ...['"true"', '1', '0', '[]'].flatMap((value): [string, string, string][] => [
      ['stream', value, 'true or false'],
      ['strict', value, 'true or false'],
    ]),
    // P7
    ...[
      '""',
      '" "',
      '" a"',
      '"a "',
      '"a\\r\\nb"',
      '"a\\u202eb"',
      '"a\\ud800b"',
      '1',
      '["gpt-4o"]',
      `"${'m'.repeat(10_000)}"`,
    ].map((value): [string, string, string] => ['model', value, MODEL]),
    ['system', '1', 'a string'],
    ['system', '["Be brief."]', 'a string'],
  ])('%s: %s', (field, value, accepted) => {
    const refusal = refusalOf(JSON.parse(withPrompt(field, value)));
    expect(refusal).toMatchObject({
      code: 'request.invalid',
      param: field,
      message: `Invalid request: ${field} must be ${accepted}.`,
    });
  });

  it.each(['""', '"  \\t\\r\\n "', '"\\u00a0\\u3000"', '1', '["Hello"]', '{}', 'true'])(
    'prompt: %s',
    (value) => {
      expect(refusalOf(JSON.parse(`{"prompt":${value}}`))).toMatchObject({
        param: 'prompt',
        message: `Invalid request: prompt must be ${PROMPT}.`,
      });
    },
  );

  it.each<[string, unknown, string, string]>([
    ['none', [], 'messages', `messages must be ${MESSAGES}`],
    ['a text', 'Hello', 'messages', `messages must be ${MESSAGES}`],
    ['one message alone', hello, 'messages', `messages must be ${MESSAGES}`],
    ['an unknown role', [{ ...hello, role: 'tool' }], 'messages.0.role', `messages.0.role must be ${ROLE}`],
    [
      'a role in capitals',
      [{ ...hello, role: 'User' }],
      'messages.0.role',
      `messages.0.role must be ${ROLE}`,
    ],
    [
      'a role that every object has',
      [{ ...hello, role: 'toString' }],
      'messages.0.role',
      `messages.0.role must be ${ROLE}`,
    ],
    ['no content', [hello, { role: 'user' }], 'messages.1.content', 'messages.1.content must be a string'],
    [
      'content null',
      [{ role: 'user', content: null }],
      'messages.0.content',
      'messages.0.content must be a string',
    ],
    [
      'content in parts',
      [{ role: 'user', content: [{ type: 'text', text: 'x' }] }],
      'messages.0.content',
      'messages.0.content must be a string',
    ],
    [
      'a name',
      [{ ...hello, name: 'Bob' }],
      'messages.0.name',
      'unknown field "messages.0.name"; accepted are role, content',
    ],
  ])('messages: %s', (_, messages, param, complaint) => {
    expect(refusalOf({ messages })).toMatchObject({ param, message: `Invalid request: ${complaint}.` });
  });

  it.each<[string, unknown]>([
    ['a text', 'Hello'],
    ['a number', 1],
    ['null', null],
    ['an array', [hello]],
    ['an empty array', []],
  ])('messages: an element that is %s', (_, element) => {
    const refusal = refusalOf({ messages: [hello, element] });
    expect(refusal.message).toBe(`Invalid request: messages must be ${MESSAGES}.`);
    expect(refusal.param).toBe('messages');
  });

  it('messages: too many, before each is looked at', () => {
    expect(refusalOf({ messages: Array.from({ length: 100_000 }, () => 1) })).toMatchObject({
      param: 'messages',
      message: `Invalid request: messages must be ${MESSAGES}.`,
    });
    expect(() =>
      parsePromptRequest({ messages: Array.from({ length: MAX_MESSAGES }, () => hello) }),
    ).not.toThrow();
  });

  it.each(['prompt', 'model', 'max_tokens', 'temperature', 'system', 'stream', 'strict', 'messages'])(
    '%s: an object in its place, which is not opened',
    (field) => {
      const refusal = refusalOf({ ...(field === 'prompt' ? {} : { prompt: 'Hello' }), [field]: unopened() });
      expect(refusal).toMatchObject({ code: 'request.invalid', param: field });
    },
  );

  it.each(['role', 'content'])('messages: an object as the %s, which is not opened', (field) => {
    const refusal = refusalOf({ messages: [{ role: 'user', content: 'Hello', [field]: unopened() }] });
    expect(refusal).toMatchObject({ code: 'request.invalid', param: `messages.0.${field}` });
  });

  it('all of them at once', () => {
    const { message, param } = refusalOf({ prompt: ' ', max_tokens: 0, temperature: 3, n: 2 });
    for (const field of ['prompt', 'max_tokens', 'temperature'])
      expect(message).toContain(`${field} must be `);
    expect(message).toContain('unknown field "n"');
    expect(param).toBeDefined();
  });

  it('or the first ten of very many', () => {
    const body = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`f${index}`, 1]));
    const { message } = refusalOf({ prompt: 'Hello', ...body });
    expect(message).toMatch(/; and more\.$/);
    expect(message.length).toBeLessThan(2_000);
  });
});

describe('limits', () => {
  it.each([
    ['max_tokens', '1'],
    ['max_tokens', String(MAX_TOKENS_LIMIT)],
    ['max_tokens', '5.0'],
    ['temperature', '0'],
    ['temperature', '2'],
    ['temperature', '-0'],
    ['model', `"${'m'.repeat(200)}"`],
    ['model', '"vendor/model:free@eu"'],
    ['model', '"constructor"'],
    ['model', '"@cf/meta/llama-3.1-8b-instruct"'],
    ['model', '"../../x"'],
    ['model', '"a b #1 模型"'],
    ['system', '""'],
  ])('are part of what is accepted: %s %s', (field, value) => {
    expect(() => parse(withPrompt(field, value))).not.toThrow();
  });

  it.each([
    ['a lone surrogate', '\ud800'],
    ['right-to-left marks and joined emoji', '\u202eabc \ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67'],
    ['combining marks', `e${'\u0301'.repeat(10_000)}`],
    ['NUL', 'a\u0000b'],
  ])('know nothing of what a prompt says: %s stays as it is', (_, prompt) => {
    expect(toCompletionRequest(parsePromptRequest({ prompt }), 'm').messages).toEqual([
      { role: 'user', content: prompt },
    ]);
  });
});

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

describe('whatever JSON comes', () => {
  const FIELDS = ['prompt', 'model', 'max_tokens', 'temperature', 'system', 'messages', 'stream', 'strict'];
  const HOSTILE = [
    'toString',
    'constructor',
    '__proto__',
    'then',
    'hasOwnProperty',
    'a\nb',
    'x'.repeat(10_000),
  ];
  const name = fc.oneof(
    fc.constantFrom(...FIELDS),
    fc.constantFrom(...HOSTILE),
    fc.string({ unit: 'binary' }),
  );
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(null, 'Hello', 1, true, [hello], [[hello]], [null]),
  );
  const message = fc.oneof(
    fc.constant(hello),
    fc.dictionary(fc.oneof(fc.constantFrom('role', 'content'), name), value),
    value,
  );
  const body = fc.oneof(
    fc.dictionary(name, value),
    fc.record({ messages: fc.array(message, { maxLength: 4 }) }),
    fc.jsonValue(),
  );

  /** The request, or the refusal; anything else that is thrown fails the property. */
  const outcomeOf = (given: unknown) => {
    try {
      return parsePromptRequest(JSON.parse(JSON.stringify(given)));
    } catch (error) {
      if (error instanceof GatewayError) return error;
      throw error;
    }
  };

  it('is a valid request, or request.invalid in one line', () => {
    fc.assert(
      fc.property(body, (given) => {
        const outcome = outcomeOf(given);
        if (!(outcome instanceof GatewayError)) return;
        expect(outcome.code).toBe('request.invalid');
        expect(outcome.message).toMatch(/^Invalid request: [^\r\n]+\.$/);
        expect(outcome.message.length).toBeLessThan(3_000);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['prompt', 'messages', 'x'])('is refused in good order when %s is 1,000 levels deep', (field) => {
    const deep = `${'['.repeat(1_000)}${']'.repeat(1_000)}`;
    expect(refusalOf(JSON.parse(`{"${field}":${deep}}`)).code).toBe('request.invalid');
  });

  it('is sent on, if accepted, as a model, messages of text, and numbers in range', () => {
    fc.assert(
      fc.property(body, (given) => {
        const outcome = outcomeOf(given);
        if (outcome instanceof GatewayError) return;
        const { model, messages, max_tokens = 1, temperature = 0 } = toCompletionRequest(outcome, 'default');
        expect(typeof model).toBe('string');
        expect(messages.length).toBeGreaterThan(0);
        for (const { role, content } of messages) {
          expect(['system', 'user', 'assistant']).toContain(role);
          expect(typeof content).toBe('string');
        }
        expect(Number.isInteger(max_tokens)).toBe(true);
        expect(temperature).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('toCompletionRequest', () => {
  const toRequest = (body: object) => toCompletionRequest(parsePromptRequest(body), 'gpt-o3-mini');

  it('makes a prompt the user’s message to the default model, and adds nothing', () => {
    expect(toRequest({ prompt: ' Hello ' })).toEqual({
      model: 'gpt-o3-mini',
      messages: [{ role: 'user', content: ' Hello ' }],
    });
  });

  it('puts the system instruction before the conversation', () => {
    const messages = [{ role: 'assistant', content: 'Yes?' }, hello];
    expect(toRequest({ system: 'Be brief.', messages }).messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      ...messages,
    ]);
  });

  it('hands on what the caller set, zero included, and keeps stream and strict to itself', () => {
    const body = { model: 'gpt-4o', max_tokens: 1, temperature: 0, stream: true, strict: true };
    expect(toRequest({ prompt: 'Hello', ...body })).toEqual({
      model: 'gpt-4o',
      messages: [hello],
      max_tokens: 1,
      temperature: 0,
    });
  });

  it('treats null as not given', () => {
    const nothing = { model: null, max_tokens: null, temperature: null, system: null };
    expect(toRequest({ prompt: 'Hello', ...nothing })).toEqual({ model: 'gpt-o3-mini', messages: [hello] });
  });
});
