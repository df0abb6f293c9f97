import { ACME, ACME_SETTINGS } from '../../port/testing/fake-llm-provider.js';
import { wordIn } from './wire-fields.js';

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
