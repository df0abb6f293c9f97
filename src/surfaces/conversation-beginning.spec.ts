import { beginningOf } from './conversation-beginning.js';

const user = (content: unknown) => ({ role: 'user', content });
const assistant = (content: unknown) => ({ role: 'assistant', content });
const text = (words: string, more = {}) => ({ type: 'text', text: words, ...more });
const image = (url: string) => ({ type: 'image_url', image_url: { url } });

describe('the beginning of a conversation', () => {
  it.each<[string, object, object]>([
    [
      'chat completions',
      { messages: [{ role: 'system', content: 'Be brief.' }, user('Hi')] },
      {
        messages: [{ role: 'developer', content: 'Be brief.' }, user('Hi'), assistant('Hello'), user('Bye')],
      },
    ],
    [
      'Responses',
      { instructions: 'Be brief.', input: 'Hi' },
      {
        instructions: 'Be brief.',
        input: [user([{ type: 'input_text', text: 'Hi' }]), assistant('Hello'), user('Bye')],
      },
    ],
    [
      'Anthropic, with marks for its cache',
      {
        system: [text('Be brief.', { cache_control: { type: 'ephemeral' } })],
        messages: [user([text('Hi', { cache_control: { type: 'ephemeral', text: 'x' } })])],
      },
      { system: 'Be brief.', messages: [user([text('Hi')]), assistant('Hello'), user([text('Bye')])] },
    ],
    [
      'Gemini, with objects in place of lists',
      { system_instruction: { parts: { text: 'Be brief.' } }, contents: { parts: { text: 'Hi' } } },
      { systemInstruction: { parts: [{ text: 'Be brief.' }] }, contents: [{ parts: [{ text: 'Hi' }] }] },
    ],
    [
      'Gemini',
      { systemInstruction: { parts: [{ text: 'Be brief.' }] }, contents: [{ parts: [{ text: 'Hi' }] }] },
      {
        system_instruction: { parts: [{ text: 'Be brief.' }] },
        contents: [
          { role: 'user', parts: [{ text: 'Hi' }] },
          { role: 'model', parts: [{ text: 'Hello' }] },
        ],
      },
    ],
  ])('of %s is the same in each of its turns', (_api, first, later) => {
    expect(beginningOf(first)).not.toBeNull();
    expect(beginningOf(later)).toBe(beginningOf(first));
  });

  it.each<[string, object]>([
    ['system', { messages: [{ role: 'system', content: 'B' }, user('Hi')] }],
    ['first word', { messages: [{ role: 'system', content: 'A' }, user('Ho')] }],
    ['picture', { messages: [{ role: 'system', content: 'A' }, user([text('Hi'), image('https://b')])] }],
  ])('is another with another %s', (_what, other) => {
    const pictured = { messages: [{ role: 'system', content: 'A' }, user([text('Hi'), image('https://a')])] };
    const plain = { messages: [{ role: 'system', content: 'A' }, user('Hi')] };
    expect([beginningOf(pictured), beginningOf(plain)]).not.toContain(beginningOf(other));
  });

  it('is told by both ends of long texts, and by no more than a bounded part of them', () => {
    const long = (end: string) => ({ messages: [user('a'.repeat(1_000_000) + end)] });
    expect(beginningOf(long('b'))).not.toBe(beginningOf(long('c')));
    expect(beginningOf(long('b'))).toHaveLength(8_192);
    const many = beginningOf({
      messages: [user(Array.from({ length: 1_000 }, () => text('a'.repeat(9_000))))],
    });
    expect(many!.length).toBeLessThan(50_000);
  });

  it('is found in whatever comes, and throws for nothing', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 1_000; level += 1) deep = [deep];
    for (const content of [null, 1, {}, [null, 1], [[['a']]], deep, { parts: [{}] }])
      expect(typeof beginningOf({ messages: [null, 1, user(content)] })).toBe('string');
  });
});
