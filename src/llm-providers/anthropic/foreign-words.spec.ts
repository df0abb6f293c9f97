import { withoutForeignWords } from './foreign-words.js';
import { toCallId } from './to-call-id.js';

const conversation = (id: string, ...thoughts: readonly object[]) => ({
  model: 'claude-haiku-5-5',
  messages: [
    { role: 'user', content: 'What time is it?' },
    {
      role: 'assistant',
      content: [...thoughts, { type: 'text', text: 'a:b' }, { type: 'tool_use', id, name: 'now', input: {} }],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: 'noon' }, 7] },
  ],
});

describe('withoutForeignWords', () => {
  it.each([conversation('toolu_1'), {}, { messages: [null, { content: [{ type: 'tool_use' }] }] }])(
    'leaves a conversation with Claude as it is: %j',
    (body) => expect(withoutForeignWords(body)).toBe(body),
  );

  it('writes ids of other models so that Claude takes them, and leaves out their thoughts', () => {
    const id = 'functions.now:0';
    const body = conversation(id, { type: 'thinking', thinking: 'Hm.' });
    expect(withoutForeignWords(body)).toEqual(conversation(toCallId(id)));
  });

  it('writes each id once in a whole conversation, for a call and its result', () => {
    const [first, second] = ['call_0', 'call_0_2'].map((id) => conversation(id).messages);
    const again = conversation('call_0');
    expect(withoutForeignWords({ ...again, messages: [...again.messages, ...again.messages] })).toEqual({
      ...again,
      messages: [...first!, ...second!],
    });
    const twice = { ...again, messages: ['a', 'b', 'a'].flatMap((id) => conversation(id).messages) };
    expect(withoutForeignWords(withoutForeignWords(twice))).toEqual(withoutForeignWords(twice));
  });
});
