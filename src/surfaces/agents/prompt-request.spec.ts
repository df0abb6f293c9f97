import { MAX_TOKENS_LIMIT } from './dto/prompt-request.dto.js';
import { parsePromptRequest, toCompletionRequest } from './prompt-request.js';
import { hello, refusalOf } from './testing/prompt-refusal.js';

const PROMPT = 'a string with at least one non-blank character; it is required unless messages is given';

/** Parses what stands in the JSON text: NaN and 1e400 cannot be written otherwise. */
const parse = (json: string) => parsePromptRequest(JSON.parse(json));
const withPrompt = (field: string, value: string) => `{"prompt":"Hello","${field}":${value}}`;

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
