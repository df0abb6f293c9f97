import { ACME, ACME_SETTINGS } from '../../port/testing/fake-llm-provider.js';
import { listedNameIn, modelNameIn, placesOf, wordIn } from './wire-fields.js';

const callWith = (value: string) => ({
  definition: ACME,
  settings: { ...ACME_SETTINGS, apiKeys: [{ variable: 'ACME_API_KEY', value }] },
  apiKey: null,
  request: { model: 'small', messages: [] },
  nowMs: 0,
});

describe('wordIn', () => {
  it.each(['stop', 'length', 'tool_calls', 'function_call', 'content_filter'])(
    'takes %s as it is, although a key reads like it',
    (reason) => {
      expect(wordIn(reason, callWith(reason))).toBe(reason);
      expect(wordIn(reason, callWith('o'))).toBe(reason);
    },
  );

  it('takes a provider’s own word, beside a very short key', () => {
    expect(wordIn('loop_found', callWith('o'))).toBe('loop_found');
  });

  it('takes the words that a provider is known for', () => {
    expect(wordIn('end_turn', callWith('end_turn'), new Set(['end_turn']))).toBe('end_turn');
  });

  it.each([
    ['a key', 'acme-key-1'],
    ['two words', 'so long'],
    ['a number', 7],
    ['nothing', null],
  ])('takes %s for no word', (_, value) => {
    expect(wordIn(value, callWith('acme-key-1'))).toBeNull();
  });
});

describe('placesOf', () => {
  it('gives what has no place the lowest that is free', () => {
    expect(placesOf([{}, { index: 1 }, { index: null }, { index: '0' }], false)).toEqual([2, 1, 3, 0]);
  });

  it('takes two at one place for two choices where they are whole, else for pieces of one', () => {
    const choices = [{ index: 0 }, { index: 0 }, { index: 1 }];
    expect(placesOf(choices, true)).toEqual([0, 2, 1]);
    expect(placesOf(choices, false)).toEqual([0, 0, 1]);
  });

  it('takes a hundred thousand choices without a place in linear time', () => {
    const many = Array.from({ length: 100_000 }, () => ({}));
    expect(placesOf(many, true).at(-1)).toBe(99_999);
  });
});

describe('modelNameIn', () => {
  const KEY = 'acme-key-0123456789';
  const call = callWith(KEY);

  it.each(['acme-2', 'org/model:free', '@cf/meta/llama'])('takes %s for the model that answered', (name) => {
    expect(modelNameIn(name, call)).toBe(name);
  });

  it.each([
    ['a prompt that is repeated', 'my secret diagnosis is 4711'],
    ['the key', KEY],
    ['the key as base64', Buffer.from(KEY).toString('base64')],
    ['the key as hex', Buffer.from(KEY).toString('hex')],
    ['two lines', 'a\nb'],
    ['no text', 7],
  ])('names the model that was asked for in place of %s', (_, name) => {
    expect(modelNameIn(name, call)).toBe('small');
  });

  it('takes back a name with blanks that was asked for, and lists such names', () => {
    const asked = { ...call, request: { model: 'my model', messages: [] } };
    expect([modelNameIn('my model', asked), listedNameIn('my model', call)]).toEqual([
      'my model',
      'my model',
    ]);
  });
});
