import type { CompletionRequest, StreamPart } from '../../port/canonical.js';
import { anthropic } from './anthropic.definition.js';
import { fromAnthropicAnswer } from './from-anthropic-answer.js';
import { fromAnthropicStream } from './from-anthropic-stream.js';
import type { Fields } from '../upstream/wire-fields.js';
import { toReasoningDetails } from './reasoning-details.js';
import { toAnthropicRequest } from './to-anthropic-request.js';

const MODEL = 'claude-haiku-5-5';
const SETTINGS = {
  apiKeys: [],
  baseUrl: null,
  defaultModel: MODEL,
  modelAliases: new Map<string, string>(),
};
const callOf = (messages: CompletionRequest['messages'] = [{ role: 'user', content: 'Hello' }]) => ({
  definition: anthropic,
  settings: SETTINGS,
  apiKey: null,
  request: { model: MODEL, messages },
  nowMs: 0,
});

const THOUGHT = { type: 'thinking', thinking: 'Let me see.', signature: 'c2ln' };
/** As newer models send it by default: signed, without its text. */
const SILENT = { type: 'thinking', thinking: '', signature: 'c2lsZW50' };
const REDACTED = { type: 'redacted_thinking', data: 'ZW5jcnlwdGVk' };
const TEXT = { type: 'text', text: 'I ask.' };
const CALL = { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Graz' } };

const answer = (...content: readonly object[]) => ({ content, stop_reason: 'tool_use', model: MODEL });
const messageOf = (...content: readonly object[]) =>
  fromAnthropicAnswer(answer(...content), callOf()).choices[0]!.message;

const start = (index: number, block: object) => ({
  type: 'content_block_start',
  index,
  content_block: block,
});
const delta = (index: number, piece: object) => ({ type: 'content_block_delta', index, delta: piece });
const stop = (index: number) => ({ type: 'content_block_stop', index });
const end = (reason: string) => ({ type: 'message_delta', delta: { stop_reason: reason } });

async function deltasOf(...events: readonly object[]) {
  async function* stream() {
    for (const data of events) yield { event: undefined, data };
  }
  const parts: StreamPart[] = [];
  for await (const part of fromAnthropicStream(stream(), callOf())) parts.push(part);
  return parts.flatMap((part) => (part.type === 'chunk' ? part.chunk.choices : [])).map((one) => one.delta);
}

/** Blocks, and the same under OpenRouter's name. */
const thoughts = (...blocks: readonly object[]) => ({
  thinking_blocks: blocks,
  reasoning_details: toReasoningDetails(blocks as Fields[]),
});

/** The assistant's turn of the next request. */
const turnOf = (message: object) =>
  toAnthropicRequest(
    callOf([
      { role: 'user', content: 'Hello' },
      { role: 'assistant', ...message },
      { role: 'tool', tool_call_id: 'toolu_1', content: 'Rain' },
    ]),
  ).messages.find(({ role }) => role === 'assistant')?.content;

describe('thinking', () => {
  it('stands beside the text of a whole answer, as it came, and is no part of it', () => {
    expect(messageOf(THOUGHT, SILENT, REDACTED, TEXT, CALL)).toMatchObject({
      content: 'I ask.',
      thinking_blocks: [THOUGHT, SILENT, REDACTED],
      reasoning_content: 'Let me see.',
    });
    expect(messageOf(SILENT, TEXT)).not.toHaveProperty('reasoning_content');
    expect(messageOf(TEXT)).not.toHaveProperty('thinking_blocks');
  });

  it('comes in a stream as it is thought, and once more, signed, with the reason', async () => {
    const deltas = await deltasOf(
      { type: 'message_start', message: {} },
      start(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, { type: 'thinking_delta', thinking: 'Let me ' }),
      delta(0, { type: 'thinking_delta', thinking: 'see.' }),
      delta(0, { type: 'signature_delta', signature: 'c2ln' }),
      stop(0),
      start(1, { type: 'thinking', thinking: '', signature: '' }),
      delta(1, { type: 'signature_delta', signature: 'c2lsZW50' }),
      stop(1),
      start(2, REDACTED),
      stop(2),
      start(3, { type: 'text', text: '' }),
      delta(3, { type: 'text_delta', text: 'I ask.' }),
      stop(3),
      end('tool_use'),
    );
    expect(deltas).toEqual([
      { role: 'assistant', content: '' },
      { reasoning_content: 'Let me ' },
      { reasoning_content: 'see.' },
      { content: 'I ask.' },
      thoughts(THOUGHT, SILENT, REDACTED),
    ]);
  });

  it('takes no pieces that belong to no block, or come after its end', async () => {
    const deltas = await deltasOf(
      delta(0, { type: 'thinking_delta', thinking: 'stray' }),
      start(0, { type: 'thinking', thinking: 'a' }),
      delta(0, { type: 'thinking_delta', thinking: 7 }),
      stop(0),
      delta(0, { type: 'thinking_delta', thinking: 'late' }),
      end('end_turn'),
    );
    expect(deltas).toEqual([{ reasoning_content: 'a' }, thoughts({ type: 'thinking', thinking: 'a' })]);
  });

  it('goes back first in its turn, unchanged', () => {
    const message = messageOf(THOUGHT, SILENT, REDACTED, TEXT, CALL);
    expect(turnOf(message)).toEqual([THOUGHT, SILENT, REDACTED, TEXT, CALL]);
  });

  it.each<[string, unknown]>([
    ['has no signature', [{ type: 'thinking', thinking: 'x' }]],
    ['has an empty signature', [{ ...THOUGHT, signature: '' }]],
    ['has no data', [{ type: 'redacted_thinking' }]],
    ['is of another kind', [TEXT, CALL]],
    ['is no block', [null, 'x', [THOUGHT]]],
    ['is no list', THOUGHT],
  ])('does not go back where it %s', (_, blocks) => {
    expect(turnOf({ content: 'I ask.', thinking_blocks: blocks })).toEqual([TEXT]);
  });

  it('does not go back alone, since a turn may not end with it', () => {
    expect(turnOf({ content: '', thinking_blocks: [THOUGHT] })).toBeUndefined();
  });
});

describe('a streamed refusal', () => {
  const refusal = 'Anthropic stopped the answer before any text.';
  const started = { type: 'message_start', message: {} };

  it('is told as that of a whole answer', async () => {
    const [, last] = await deltasOf(started, end('refusal'));
    expect(last).toEqual({ refusal });
    const whole = fromAnthropicAnswer({ ...answer(), stop_reason: 'refusal' }, callOf());
    expect(whole.choices[0]?.message.refusal).toBe(refusal);
  });

  it('is told beside what was thought before it', async () => {
    const [, last] = await deltasOf(started, start(0, REDACTED), stop(0), end('refusal'));
    expect(last).toEqual({ refusal, ...thoughts(REDACTED) });
    const told = await deltasOf(started, start(0, THOUGHT), stop(0), end('refusal'));
    expect(told.at(-1)).toEqual({ refusal, ...thoughts(THOUGHT) });
  });

  it('is none after a text or a call, nor at another end', async () => {
    expect((await deltasOf(start(0, TEXT), end('refusal'))).at(-1)).toEqual({});
    expect((await deltasOf(start(0, CALL), end('refusal'))).at(-1)).toEqual({});
    expect((await deltasOf(started, end('end_turn'))).at(-1)).toEqual({});
  });
});
