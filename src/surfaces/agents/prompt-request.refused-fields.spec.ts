import { MAX_MESSAGES } from './dto/prompt-request.dto.js';
import { parsePromptRequest } from './prompt-request.js';
import { hello, refusalOf } from './testing/prompt-refusal.js';

const LIMIT = 'a whole number from 1 to 2147483647';
const TEMPERATURE = 'a number from 0 to 2';
const MODEL = 'a string of 1 to 200 printable characters on one line, without blanks at its ends';
const MESSAGES = 'an array of 1 to 2048 objects {role, content}';
const ROLE = 'one of system, user, assistant';
const PROMPT = 'a string with at least one non-blank character; it is required unless messages is given';

const withPrompt = (field: string, value: string) => `{"prompt":"Hello","${field}":${value}}`;

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
