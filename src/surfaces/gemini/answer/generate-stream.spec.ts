import type { Fields } from '../../../common/fields.js';
import type { AnswerPart } from '../../../completions/opened-stream.js';
import type { Completion } from '../../../port/canonical.js';
import { unseal } from '../../sealed-thoughts.js';
import { unpacked } from '../packed-seal.js';
import { generateChunks, toGenerated } from './generate-stream.js';

const ASKED = { provider: 'acme', showsThoughts: true };
const USAGE = {
  prompt_tokens: 10,
  completion_tokens: 7,
  total_tokens: 17,
  prompt_tokens_details: { cached_tokens: 4 },
  completion_tokens_details: { reasoning_tokens: 2 },
};
const COUNTS = {
  promptTokenCount: 10,
  candidatesTokenCount: 5,
  totalTokenCount: 17,
  cachedContentTokenCount: 4,
  thoughtsTokenCount: 2,
};
const NAMED = { modelVersion: 'm', responseId: 'r' };
const candidate = (parts: readonly Fields[], more: Fields = {}) => ({
  content: { role: 'model', parts },
  index: 0,
  ...more,
});

async function chunksOf(deltas: readonly Fields[], end: Fields, asked = ASKED): Promise<Fields[]> {
  const chunk = (delta: Fields, more: Fields = {}) =>
    ({
      type: 'chunk',
      chunk: { id: 'r', model: 'm', choices: [{ index: 0, delta, ...more }] },
    }) as unknown as AnswerPart;
  const finished = {
    type: 'finished',
    finishReason: end['finish_reason'],
    usage: USAGE,
  } as unknown as AnswerPart;
  const parts = async function* () {
    yield* [...deltas.map((delta) => chunk(delta)), chunk({}, end), finished];
  };
  const chunks: Fields[] = [];
  for await (const { fields } of generateChunks(parts(), asked)) chunks.push(fields);
  return chunks;
}
const wholeOf = (message: Fields, end: Fields, asked = ASKED) =>
  toGenerated(
    { id: 'r', model: 'm', choices: [{ index: 0, message, ...end }], usage: USAGE } as unknown as Completion,
    asked,
  );

describe('an answer in the words of Gemini', () => {
  it('tells texts as they come, and reason and counts at the end', async () => {
    const chunks = await chunksOf([{ content: 'he' }, { content: 'llo' }], { finish_reason: 'stop' });
    expect(chunks).toEqual([
      { candidates: [candidate([{ text: 'he' }])], ...NAMED },
      { candidates: [candidate([{ text: 'llo' }])], ...NAMED },
      { candidates: [candidate([{ text: '' }], { finishReason: 'STOP' })], usageMetadata: COUNTS, ...NAMED },
    ]);
    expect(wholeOf({ content: 'hello' }, { finish_reason: 'length' })).toEqual({
      candidates: [candidate([{ text: 'hello' }], { finishReason: 'MAX_TOKENS' })],
      usageMetadata: COUNTS,
      ...NAMED,
    });
  });

  it('tells calls whole, with their signatures', async () => {
    const extra_content = { google: { thought_signature: 'c2ln' } };
    const call = (index: number, more: Fields) => ({ tool_calls: [{ index, ...more }] });
    const [chunk, ...others] = await chunksOf(
      [
        call(0, { id: 'a', function: { name: 'weather', arguments: '{"ci' }, extra_content }),
        call(1, { id: 'b', function: { name: 'now', arguments: '' } }),
        call(0, { function: { arguments: 'ty":"Rome"}' } }),
      ],
      { finish_reason: 'tool_calls' },
    );
    expect(others).toEqual([]);
    const parts = [
      { functionCall: { id: 'a', name: 'weather', args: { city: 'Rome' } }, thoughtSignature: 'c2ln' },
      { functionCall: { id: 'b', name: 'now', args: {} } },
    ];
    expect(chunk).toMatchObject({ candidates: [candidate(parts, { finishReason: 'STOP' })] });
    const cut = { tool_calls: [{ id: 'a', function: { name: 'now', arguments: '{"a' } }] };
    expect(JSON.stringify(wholeOf(cut, { finish_reason: 'length' }))).toContain('unreadable_arguments');
  });

  it.each([true, false])('shows thoughts to those who want them: %s', async (showsThoughts) => {
    const asked = { ...ASKED, showsThoughts };
    const block = { type: 'thinking', thinking: 'hm', signature: 's' };
    const deltas = [{ reasoning_content: 'hm' }, { content: 'yes' }, { thinking_blocks: [block] }];
    const streamed = await chunksOf(deltas, { finish_reason: 'stop' }, asked);
    const message = { reasoning_content: 'hm', content: 'yes', thinking_blocks: [block] };
    for (const answers of [streamed, [wholeOf(message, { finish_reason: 'stop' }, asked)]]) {
      const parts = (answers as { candidates: ReturnType<typeof candidate>[] }[]).flatMap(
        ({ candidates: [one] }) => one?.content.parts ?? [],
      );
      const thoughts = showsThoughts ? [{ text: 'hm', thought: true }] : [];
      const sealed = parts.find(({ thoughtSignature }) => thoughtSignature !== undefined);
      expect(parts).toEqual([...thoughts, { text: 'yes' }, sealed]);
      expect(sealed).toMatchObject({ text: '', thought: true });
      expect(unseal(unpacked(sealed?.['thoughtSignature']))).toMatchObject({
        provider: 'acme',
        message: { thinking_blocks: [block] },
      });
    }
  });

  it('puts the signature of a text on it, or behind it in a stream', async () => {
    const extra_content = { google: { thought_signature: 'c2ln' } };
    const whole = wholeOf({ content: 'yes', extra_content }, { finish_reason: 'stop' });
    expect(whole['candidates']).toMatchObject([candidate([{ text: 'yes', thoughtSignature: 'c2ln' }])]);
    const chunks = await chunksOf([{ content: 'yes' }, { extra_content }], { finish_reason: 'stop' });
    expect(chunks.at(-1)).toMatchObject({
      candidates: [candidate([{ text: '', thoughtSignature: 'c2ln' }])],
    });
  });

  it.each([
    [{ finish_reason: 'content_filter' }, 'SAFETY', 'SAFETY'],
    [
      { finish_reason: 'content_filter', native_finish_reason: 'PROHIBITED_CONTENT' },
      'PROHIBITED_CONTENT',
      'PROHIBITED_CONTENT',
    ],
    [{ finish_reason: 'content_filter', native_finish_reason: 'refusal' }, 'SAFETY', 'SAFETY'],
  ])('tells of a filter that left nothing: %j', (end, finishReason, blockReason) => {
    expect(wholeOf({ content: null, refusal: 'no' }, end)).toMatchObject({
      candidates: [candidate([], { finishReason, finishMessage: 'no' })],
      promptFeedback: { blockReason, blockReasonMessage: 'no' },
    });
  });

  it('says what a model refuses, and gives an unknown reason no other', () => {
    const refused = wholeOf({ content: null, refusal: 'no' }, { finish_reason: 'stop' });
    expect(refused['candidates']).toMatchObject([candidate([{ text: 'no' }], { finishReason: 'STOP' })]);
    const behind = wholeOf({ content: 'Well.', refusal: 'no' }, { finish_reason: 'stop' });
    expect(JSON.stringify(behind['candidates'])).toContain('"Well."},{"text":"\\n\\nno"');
    const odd = wholeOf({ content: 'x' }, { finish_reason: 'tired' });
    expect(odd['candidates']).toMatchObject([{ finishReason: 'OTHER' }]);
  });
});

describe('log probabilities', () => {
  const token = (text: string, logprob: number) => ({ token: text, logprob, bytes: null });
  const told = (text: string, logprob: number) => ({ token: text, logProbability: logprob });

  it('stand beside the whole of an answer', () => {
    const content = [
      { ...token('Hi', -0.5), top_logprobs: [token('Hi', -0.5), token('Ho', -1)] },
      token('!', -1.5),
    ];
    const { candidates } = wholeOf({ content: 'Hi!' }, { finish_reason: 'stop', logprobs: { content } });
    expect(candidates).toMatchObject([
      {
        avgLogprobs: -1,
        logprobsResult: {
          topCandidates: [{ candidates: [told('Hi', -0.5), told('Ho', -1)] }, { candidates: [] }],
          chosenCandidates: [told('Hi', -0.5), told('!', -1.5)],
        },
      },
    ]);
  });
});
