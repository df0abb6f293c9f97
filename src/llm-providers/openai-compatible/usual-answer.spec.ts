import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { ACME_CALL as call } from '../upstream/testing/acme-call.js';
import { readCompletion } from './openai-answer.js';
import { readUsualAnswer } from './usual-answer.js';

const PLAIN = {
  id: 'c-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
};
const CALLS = [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }];
const DETAILED = {
  prompt_tokens: 10,
  completion_tokens: 5,
  total_tokens: 15,
  prompt_tokens_details: {
    cached_tokens: 4,
    cache_write_tokens: 1,
    audio_tokens: 0,
    image_tokens: 0,
    text_tokens: 10,
  },
  completion_tokens_details: { reasoning_tokens: 3, text_tokens: 2 },
};

/** As vLLM writes what there is none of: vllm-project/vllm#11786 and #44104, read 2026-12-01. */
const WITHOUT_DETAILS = {
  ...PLAIN,
  choices: [
    {
      ...PLAIN.choices[0],
      message: { role: 'assistant', content: 'Hi', refusal: null, function_call: null, tool_calls: [] },
    },
  ],
  usage: { ...PLAIN.usage, prompt_tokens_details: null, completion_tokens_details: null },
};

/** Answers of providers that were recorded, and some that are like most. */
function recorded(): unknown[] {
  const folders = ['openai-compatible', 'openai', 'openrouter', 'requesty'];
  const files = folders.flatMap((folder) => {
    const path = join(__dirname, '..', folder, 'fixtures');
    return readdirSync(path)
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(path, name));
  });
  const bodies = files.map((file) => (JSON.parse(readFileSync(file, 'utf8')) as { body?: unknown }).body);
  return bodies.filter((body) => typeof body === 'object' && body !== null && !Array.isArray(body));
}

const ANSWERS = [
  PLAIN,
  { ...PLAIN, usage: DETAILED },
  WITHOUT_DETAILS,
  { ...PLAIN, choices: [...PLAIN.choices, { ...PLAIN.choices[0], index: 1 }] },
  {
    ...PLAIN,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: null, tool_calls: CALLS },
        finish_reason: 'tool_calls',
      },
    ],
  },
  ...recorded(),
];

/** What is taken for like most; `null` = it is left to the reader of all answers. */
function read(body: unknown): unknown {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return readUsualAnswer(Buffer.from(text), (name) => typeof name === 'string' && /^[\w./:-]+$/.test(name));
}

/** Both readings of it; `null` = it is left to the reader of all answers. */
function readings(answer: unknown): { readonly usual: unknown; readonly general: unknown } | null {
  const usual = read(answer);
  return usual === null ? null : { usual, general: readCompletion(JSON.parse(JSON.stringify(answer)), call) };
}

/** Every place in an answer, as the names that lead to it. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...path, name]))];
}

/** The same with another value in one place; `undefined` = without it. */
function changed(value: unknown, [name, ...path]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    string,
    unknown
  >;
  copy[name] = changed(copy[name], path, by);
  return copy;
}

const OTHER = fc.constantFrom<unknown>(
  undefined,
  null,
  0,
  1,
  -1,
  1.5,
  1e20,
  '',
  '0',
  'stop',
  'error',
  'x',
  true,
  false,
  [],
  {},
  [null],
  [{}],
  { a: 1 },
  { message: 'x' },
  { message: null, code: 0 },
  ['a'],
  [{ type: 'text', text: 'a' }],
  { prompt_tokens: 1 },
);
const NAME = fc.constantFrom(
  'error',
  'errors',
  'detail',
  'message',
  'code',
  'status',
  'success',
  'msg',
  'type',
  'object',
  'delta',
  'text',
  'content',
  'usage',
  'x_groq',
  'tool_calls',
  'function_call',
  'refusal',
  'reasoning_content',
  'logprobs',
  'index',
  'cost',
  'cached_tokens',
  'prompt_cache_hit_tokens',
  'cache_read_input_tokens',
  'reasoning_tokens',
  'audio_tokens',
  'prompt_tokens_details',
  'completion_tokens_details',
  'base_resp',
  'choices',
  'finish_reason',
  'name',
);

describe('readUsualAnswer', () => {
  it('takes one with every count that OpenAI tells', () => {
    expect(read({ ...PLAIN, usage: DETAILED })).toEqual({ ...PLAIN, usage: DETAILED });
  });

  it('takes one that says of calls and of parts of its counts that there are none', () => {
    expect(read(WITHOUT_DETAILS)).toEqual(WITHOUT_DETAILS);
  });

  it('takes answers that are like most', () => {
    const taken = ANSWERS.map(readings).filter((one) => one !== null);
    expect(taken.length).toBeGreaterThan(6);
    for (const { usual, general } of taken) expect(general).toEqual(usual);
  });

  it.each([
    ['that has no usage', { ...PLAIN, usage: undefined }],
    ['whose counts do not add up', { ...PLAIN, usage: { ...PLAIN.usage, total_tokens: 20 } }],
    ['that counts what it cost', { ...PLAIN, usage: { ...PLAIN.usage, cost: 0.1 } }],
    ['with an error beside', { ...PLAIN, error: { message: 'x' } }],
    ['that is empty', { ...PLAIN, choices: [{ ...PLAIN.choices[0], message: { content: '' } }] }],
    ['that is cut', '{"id":"c-1","model":"m","choi'],
    ['behind a blank', ` ${JSON.stringify(PLAIN)}`],
  ])('leaves one %s to the reader of all answers', (_, answer) => {
    expect(read(answer)).toBeNull();
  });

  it('leaves bytes that are no UTF-8 to it', () => {
    const bytes = Buffer.from(JSON.stringify(PLAIN).replace('Hi', '\u00e9'), 'latin1');
    expect(readUsualAnswer(bytes, () => true)).toBeNull();
  });

  it('leaves one that is nested deeper than answers may be to it, and takes one that is not', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    const answer = (levels: number) =>
      JSON.stringify({ ...PLAIN, deep: 0 }).replace(/0\}$/, `${nested(levels)}}`);
    expect(read(answer(999))).not.toBeNull();
    expect(read(answer(1_000))).toBeNull();
  });

  it('leaves a message whose content stands under `text` to the reader of all answers', () => {
    const message = { role: 'assistant', content: null, text: 'Hi', tool_calls: CALLS };
    expect(read({ ...PLAIN, choices: [{ index: 0, message, finish_reason: 'tool_calls' }] })).toBeNull();
  });

  it('leaves calls that do not say what they are to the reader of all answers', () => {
    const untyped = CALLS.map(({ type: _type, ...others }) => others);
    const message = { role: 'assistant', content: null, tool_calls: untyped };
    expect(read({ ...PLAIN, choices: [{ index: 0, message, finish_reason: 'tool_calls' }] })).toBeNull();
  });

  it('takes none in which the reader of all answers would change anything', () => {
    const answer = fc
      .constantFrom(...ANSWERS)
      .chain((one) =>
        fc
          .tuple(fc.constantFrom(...placesIn(one)), fc.option(NAME, { nil: null }), OTHER)
          .map(([path, name, by]) => changed(one, path, name === null ? by : added(at(one, path), name, by))),
      )
      .filter((one) => one !== undefined); // no JSON
    const isSame = (one: unknown) => {
      const both = readings(one);
      return both === null || isDeepStrictEqual(both.general, both.usual);
    };
    expect(fc.check(fc.property(answer, isSame), { numRuns: 600 }).counterexample).toBeNull();
  });
});

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], value);
}

function added(value: unknown, name: string, by: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? { ...value, [name]: by } : value;
}
