import * as fc from 'fast-check';
import { asPlainPrompt } from './plain-prompt.js';
import { validated } from './prompt-request.js';

const NUMBERS = [0, -0, 1, 1.5, 2, 2.0001, -1, 100, 2_147_483_647, 2_147_483_648, 1e308];
const TEXTS = [
  '',
  ' ',
  '\u0085',
  '\ufeff',
  'Hello',
  'gpt-4o',
  ' gpt',
  'a\nb',
  'x'.repeat(200),
  'x'.repeat(201),
];
const value = fc.oneof(
  fc.constantFrom<unknown>(...NUMBERS, ...TEXTS, true, false, null, [], {}, ['Hello']),
  fc.string(),
  fc.double(),
);
const name = fc.constantFrom('prompt', 'model', 'max_tokens', 'temperature', 'system', 'stream', 'strict');
const odd = fc.constantFrom('messages', 'toString', 'constructor', '__proto__', 'top_p');
const body = fc
  .array(fc.tuple(fc.oneof({ weight: 6, arbitrary: name }, odd), value), { maxLength: 5 })
  .map((members) => JSON.parse(JSON.stringify(Object.fromEntries(members))) as Record<string, unknown>)
  .map((given) => ({ prompt: 'Hello', ...given }));

describe('asPlainPrompt', () => {
  it('takes nothing that the validator refuses, and makes the same of it', () => {
    let taken = 0;
    fc.assert(
      fc.property(body, (given) => {
        const plain = asPlainPrompt(given);
        if (plain === null) return;
        taken += 1;
        expect(plain).toStrictEqual(validated(given));
      }),
      { numRuns: 2_000, seed: 20_261_129 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it.each<Record<string, unknown>>([
    { prompt: 'Hello' },
    {
      prompt: 'Hello',
      model: 'gpt-4o',
      max_tokens: 20,
      temperature: 1.5,
      system: '',
      stream: true,
      strict: false,
    },
  ])('takes %j', (given) => {
    expect(asPlainPrompt(given)).toEqual(given);
  });

  it.each<Record<string, unknown>>([
    {},
    { model: 'gpt-4o' },
    { prompt: ' ' },
    { prompt: 'Hello', messages: [] },
    { prompt: 'Hello', system: null },
    { prompt: 'Hello', toString: 'x' },
    { prompt: 'Hello', max_tokens: 1.5 },
  ])('leaves %j to the validator', (given) => {
    expect(asPlainPrompt(given)).toBeNull();
  });
});
