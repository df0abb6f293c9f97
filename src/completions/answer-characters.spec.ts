import { answerCharacters, wordCharacters } from './answer-characters.js';

describe('the characters of an answer', () => {
  it.each<[string, object | null, number]>([
    ['nothing', null, 0],
    ['a role', { role: 'assistant', content: null }, 0],
    ['a text', { content: 'Hello' }, 5],
    [
      'a text in parts',
      {
        content: [
          { type: 'text', text: 'Hel' },
          { type: 'text', text: 'lo' },
        ],
      },
      5,
    ],
    ['a refusal', { refusal: 'No.' }, 3],
    ['a thought', { content: 'a', reasoning_content: 'bcd' }, 4],
    [
      'a thought that is told twice, once',
      { reasoning: 'Hm.', reasoning_details: [{ type: 't', text: 'Hm.' }] },
      3,
    ],
    [
      'a tool call, its name and arguments',
      {
        tool_calls: [
          { index: 0, id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
        ],
      },
      8,
    ],
  ])('are of %s as many as the model wrote', (_what, message, expected) => {
    expect(answerCharacters(message)).toBe(expected);
  });

  it('leave out pictures, sounds and files of a request', () => {
    const content = [
      { type: 'text', text: 'What is it?' },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(1_000)}` } },
      { type: 'input_audio', input_audio: { data: 'A'.repeat(1_000), format: 'wav' } },
      { type: 'file', file: { file_data: 'A'.repeat(1_000) } },
    ];
    expect(wordCharacters([{ role: 'user', content }])).toBe(11);
  });
});
