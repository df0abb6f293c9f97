import type { CompletionChunk } from './canonical.js';
import { joinParts } from './join-parts.js';
import { splitCompletion } from './split-completion.js';
import {
  chunkOf,
  completionOf,
  END,
  failingAfter,
  partsOf,
  textPart,
  USAGE,
} from './testing/fake-llm-provider.js';

const part = (delta: object, more: object = {}) => {
  const [choice] = chunkOf(delta).choices;
  const choices = [{ ...choice, ...more }];
  return { type: 'chunk', chunk: { ...chunkOf({}), choices } as unknown as CompletionChunk } as const;
};
const joined = async (...deltas: readonly object[]) => {
  const parts = deltas.map((delta) => part(delta));
  return (await joinParts(partsOf(...parts, part({}, { finish_reason: 'stop' }), END))).choices[0];
};

describe('joinParts', () => {
  it('makes a whole answer of the parts of a stream', async () => {
    const answer = await joinParts(
      partsOf(textPart('Hel'), textPart('lo!'), part({}, { finish_reason: 'stop' }), END),
    );
    expect(answer).toEqual({ ...completionOf('Hello!'), usage: USAGE });
  });

  it('joins texts of all kinds, and keeps what it does not know', async () => {
    const choice = await joined(
      { role: 'assistant', reasoning_content: 'Hm', refusal: 'N' },
      { reasoning_content: '.', refusal: 'o', thinking_blocks: [{ type: 'thinking', thinking: 'a' }] },
      { thinking_blocks: [{ type: 'thinking', thinking: 'b' }], extra_content: { google: { x: 1 } } },
    );
    expect(choice?.message).toEqual({
      role: 'assistant',
      content: null,
      refusal: 'No',
      reasoning_content: 'Hm.',
      thinking_blocks: [
        { type: 'thinking', thinking: 'a' },
        { type: 'thinking', thinking: 'b' },
      ],
      extra_content: { google: { x: 1 } },
    });
  });

  it('takes pictures for whole ones, whatever they are counted by', async () => {
    const picture = (url: string) => ({ type: 'image_url', index: 0, image_url: { url } });
    const choice = await joined({ images: [picture('a')] }, { content: 'and' }, { images: [picture('b')] });
    expect(choice?.message).toMatchObject({ content: 'and', images: [picture('a'), picture('b')] });
  });

  it('looks at each piece a few times, however many came before it', async () => {
    let looks = 0;
    const pieces = Array.from({ length: 2_000 }, (_, at) => ({
      get index() {
        looks += 1;
        return at % 1_000;
      },
      id: `call_${at % 1_000}`,
      function: { name: 'f', arguments: '1' },
    }));
    const choice = await joined(...pieces.map((piece) => ({ tool_calls: [piece] })));
    expect(choice?.message.tool_calls).toHaveLength(1_000);
    expect(choice?.message.tool_calls?.[7]).toMatchObject({ function: { arguments: '11' } });
    expect(looks).toBeLessThan(10 * pieces.length);
  });

  it('changes no part that it joins', async () => {
    const [first, second] = [
      { tool_calls: [{ index: 0, function: { arguments: 'a' } }] },
      { extra: { a: [1] } },
    ];
    const before = JSON.stringify([first, second]);
    await joined(first, second, first, second);
    expect(JSON.stringify([first, second])).toBe(before);
  });

  it('joins the pieces of a tool call by its index', async () => {
    const call = (index: number, more: object) => ({ tool_calls: [{ index, ...more }] });
    const choice = await joined(
      call(0, { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x"' } }),
      call(1, { id: 'b', type: 'function', function: { name: 'g', arguments: '' } }),
      call(0, { function: { arguments: ':1}' } }),
      call(1, { function: { arguments: '{}' } }),
    );
    expect(choice?.message).toMatchObject({
      content: null,
      tool_calls: [
        { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
        { id: 'b', type: 'function', function: { name: 'g', arguments: '{}' } },
      ],
    });
  });

  it('adds up logprobs, and keeps the choices in order with their ends', async () => {
    const token = (name: string) => ({ logprobs: { content: [{ token: name }] } });
    const answer = await joinParts(
      partsOf(
        part({ content: 'b' }, { index: 1, finish_reason: 'length' }),
        part({ content: 'a' }, token('a')),
        part({ content: 'a' }, { ...token('b'), finish_reason: 'stop' }),
        END,
      ),
    );
    expect(answer.choices).toMatchObject([
      { index: 0, message: { content: 'aa' }, logprobs: { content: [{ token: 'a' }, { token: 'b' }] } },
      { index: 1, message: { content: 'b' }, finish_reason: 'length', logprobs: null },
    ]);
  });

  it('joins the texts of the older form', async () => {
    const older = (text: string) => part({ content: text }, { text });
    const { choices } = await joinParts(
      partsOf(older('Hel'), older('lo!'), part({}, { text: '', finish_reason: 'stop' }), END),
    );
    expect(choices).toMatchObject([{ text: 'Hello!', message: { content: 'Hello!' } }]);
  });

  it('fails with what the stream fails with', async () => {
    const failure = new Error('broken');
    await expect(joinParts(failingAfter(failure, textPart('a')))).rejects.toBe(failure);
  });

  it('gives back a whole answer that was split', async () => {
    const whole = completionOf('Hello!');
    const calls = [{ id: 'a', type: 'function' as const, function: { name: 'f', arguments: '{}' } }];
    const [choice] = whole.choices;
    const calling = {
      ...whole,
      choices: [{ ...choice!, message: { ...choice!.message, content: null, tool_calls: calls } }],
    };
    for (const completion of [whole, calling]) {
      expect(await joinParts(partsOf(...splitCompletion(completion, 'stop')))).toEqual(completion);
    }
  });
});
