import type { StreamPart } from '../../port/canonical.js';
import { joinParts } from '../../port/join-parts.js';
import { fromAnthropicStream } from '../anthropic/from-anthropic-stream.js';
import { fromGeminiStream } from '../gemini/from-gemini-stream.js';
import { StreamedAnswer } from '../openai-compatible/openai-answer.js';
import { AnswerProgress } from './answer-progress.js';
import { ACME_CALL as call } from './testing/acme-call.js';
import type { WireEvent } from './wire-event.js';

async function* replayed<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function* openAiParts(events: readonly WireEvent[]): AsyncGenerator<StreamPart> {
  const answer = new StreamedAnswer(call, new AnswerProgress());
  for (const event of events) {
    const part = answer.take(event);
    if (part) yield part;
  }
  yield answer.end();
}

const unnamed = (data: object): WireEvent => ({ event: undefined, data });

const OPENAI = [
  { choices: [{ index: 0, delta: { content: 'hi' } }] },
  { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
];
const ANTHROPIC = [
  { type: 'message_start', message: { id: 'msg_1', content: [] } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'hi' } },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
];
const GEMINI = [{ candidates: [{ content: { parts: [{ text: 'hi' }] }, finishReason: 'STOP' }] }];

const READERS: readonly [
  string,
  readonly object[],
  (events: readonly WireEvent[]) => AsyncIterable<StreamPart>,
][] = [
  ['OpenAI', OPENAI, openAiParts],
  ['Anthropic', ANTHROPIC, (events) => fromAnthropicStream(replayed(events), call)],
  [
    'Gemini',
    GEMINI,
    (events) =>
      fromGeminiStream(
        replayed(events.map(({ data }) => data)),
        { call, requestId: 'r-1' },
        new AbortController().signal,
      ),
  ],
];

const SUCCESSES = [{ code: 0, message: 'success' }, { code: '0', message: 'OK', request_id: 'r-7' }, 'ok'];

describe.each(READERS)('an error that tells of a success, in a stream of %s’s wire', (_, chunks, partsOf) => {
  const textOf = async (events: readonly WireEvent[]) =>
    (await joinParts(partsOf(events))).choices[0]?.message.content;

  it.each(SUCCESSES)('is none in each chunk: %j', async (error) => {
    expect(await textOf(chunks.map((chunk) => unnamed({ ...chunk, error })))).toBe('hi');
  });

  it.each(SUCCESSES)('is none in an event of its own, before the answer and behind it: %j', async (error) => {
    const alone = [{ error }, { error, choices: [], candidates: [] }].map(unnamed);
    expect(await textOf([...alone, ...chunks.map(unnamed), ...alone])).toBe('hi');
  });

  it('ends no answer well by itself', async () => {
    const alone = [unnamed({ error: SUCCESSES[0] })];
    await expect(textOf(alone)).rejects.toMatchObject({ code: 'provider.invalid_response' });
  });

  it.each([
    { code: 0, message: 'Out of order' },
    { code: 500, message: 'success' },
  ])('is a failure where it does not: %j', async (error) => {
    await expect(textOf([unnamed({ error }), ...chunks.map(unnamed)])).rejects.toMatchObject({
      code: 'provider.unavailable',
    });
  });
});

describe('an event that is called an error', () => {
  it.each([{ code: 0, message: 'success' }, { error: { code: 0, message: 'success' } }])(
    'is none in OpenAI’s wire where it tells of a success: %j',
    async (data) => {
      const parts = openAiParts([...OPENAI.map(unnamed), { event: 'error', data }]);
      expect((await joinParts(parts)).choices[0]?.message.content).toBe('hi');
    },
  );

  it('is none in Anthropic’s wire where it tells of a success', async () => {
    const [start, ...others] = ANTHROPIC.map(unnamed);
    const data = { type: 'error', error: { code: 0, message: 'success' } };
    const events = [start!, { event: 'error', data }, ...others];
    const answer = await joinParts(fromAnthropicStream(replayed(events), call));
    expect(answer.choices[0]?.message.content).toBe('hi');
  });
});
