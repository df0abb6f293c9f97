import { joinParts } from '../../port/join-parts.js';
import type { StreamPart } from '../../port/canonical.js';
import { fromGeminiAnswer } from './from-gemini-answer.js';
import { fromGeminiStream } from './from-gemini-stream.js';
import { gemini } from './gemini.definition.js';
import { SETTINGS } from './testing/replay.js';

const request = { model: 'gemini-3.5-flash-lite', messages: [] };
const call = { definition: gemini, settings: SETTINGS, apiKey: null, request, nowMs: 0 };
const answered = { call, requestId: 'r-1' };

const THOUGHT = { text: 'Hm. ', thought: true };
const TEXT = { text: 'Hi' };
const wire = (parts: readonly object[], finishReason?: string) => ({
  candidates: [{ content: { role: 'model', parts }, ...(finishReason && { finishReason }) }],
});

async function* partsOf(...chunks: readonly object[]): AsyncGenerator<StreamPart> {
  const all = ReadableStream.from(chunks);
  yield* fromGeminiStream(all, answered, new AbortController().signal);
}

describe('the thoughts of Gemini', () => {
  it('stand beside the text of a whole answer', () => {
    const [choice] = fromGeminiAnswer(wire([THOUGHT, THOUGHT, TEXT], 'STOP'), answered).choices;
    expect(choice?.message).toMatchObject({ content: 'Hi', reasoning_content: 'Hm. Hm. ' });
    const [silent] = fromGeminiAnswer(wire([TEXT], 'STOP'), answered).choices;
    expect(silent?.message).not.toHaveProperty('reasoning_content');
  });

  it('come in a stream as they are thought', async () => {
    const deltas: unknown[] = [];
    for await (const part of partsOf(wire([THOUGHT]), wire([THOUGHT, TEXT]), wire([], 'STOP'))) {
      if (part.type === 'chunk') deltas.push(part.chunk.choices[0]?.delta);
    }
    expect(deltas).toEqual([
      { role: 'assistant', reasoning_content: 'Hm. ' },
      { reasoning_content: 'Hm. ', content: 'Hi' },
      {},
    ]);
  });

  it('are put together where a stream came for a whole answer', async () => {
    const { choices } = await joinParts(partsOf(wire([THOUGHT]), wire([THOUGHT, TEXT], 'STOP')));
    expect(choices[0]?.message).toMatchObject({ content: 'Hi', reasoning_content: 'Hm. Hm. ' });
  });
});
