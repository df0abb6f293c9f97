import { failureOf, frames, gather, partsOf, whole } from './testing/replay.js';
import { streamOf } from './testing/load-fixture.js';

const message = (content: unknown, stop_reason = 'end_turn') => ({
  type: 'message',
  role: 'assistant',
  content,
  stop_reason,
});
const answered = (content: unknown, reason?: string) => () => Response.json(message(content, reason));
const streamed = (...events: readonly object[]) =>
  partsOf(() =>
    streamOf(
      frames(
        { type: 'message_start', message: { id: 'msg_1', role: 'assistant', content: [] } },
        ...events,
        { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
        { type: 'message_stop' },
      ),
    ),
  );
const piece = (delta: unknown) => ({ type: 'content_block_delta', index: 0, delta });
const start = (block: unknown) => ({ type: 'content_block_start', index: 0, content_block: block });

const SEARCH = { type: 'web_search_tool_result', content: [{ type: 'text', text: 'a page' }] };
const UNREADABLE = { code: 'provider.invalid_response' };

describe('the text of a whole answer', () => {
  it.each([
    ['a text', 'hi'],
    ['texts', ['h', 'i']],
    ['a block alone', { type: 'text', text: 'hi' }],
    ['blocks without a type', [{ text: 'hi' }]],
    ['blocks of an older name', [{ type: 'output_text', text: 'hi' }]],
    ['texts in a block', [{ type: 'text', text: ['h', { text: 'i' }] }]],
    ['a block beside what is not read', [SEARCH, { type: 'text', text: 'hi' }, 7]],
  ])('is read where the content is %s', async (_, content) => {
    expect(await whole(answered(content))).toMatchObject({ text: 'hi', finishReason: 'stop' });
    const { parts } = await partsOf(() => streamOf(frames(message(content))));
    expect(gather(parts)).toMatchObject({ text: 'hi', finishReason: 'stop' });
  });

  it.each([
    ['a number', [7]],
    ['a text that is none', [{ type: 'text', text: 7 }]],
    ['an object without a text', [{ type: 'text', text: { odd: 'hi' } }]],
    ['a block of no kind', [{ odd: 'hi' }]],
    ['another object', { odd: 'hi' }],
  ])('is no answer where all there is is %s', async (_, content) => {
    expect(await failureOf(answered(content))).toMatchObject(UNREADABLE);
    const { error } = await partsOf(() => streamOf(frames(message(content))));
    expect(error).toMatchObject(UNREADABLE);
  });

  it.each([
    ['no blocks', [], 'end_turn'],
    ['an empty text', [{ type: 'text', text: '' }], 'max_tokens'],
    ['a result of a tool that Anthropic runs', [SEARCH], 'end_turn'],
    ['a thought', [{ type: 'thinking', thinking: 'Hm.' }, 7], 'max_tokens'],
    ['a refusal', [7], 'refusal'],
  ])('is empty where there is but %s', async (_, content, reason) => {
    expect((await whole(answered(content, reason))).text).toBe('');
  });
});

describe('the text of a stream', () => {
  it.each([
    ['has no block before it', [piece({ type: 'text_delta', text: 'hi' })]],
    ['has no type', [piece({ text: 'h' }), piece({ text: 'i' })]],
    ['is bare', [start('h'), piece('i')]],
    ['is in an object', [piece({ type: 'text_delta', text: { value: 'hi' } })]],
    ['stands in the event', [{ type: 'content_block_delta', index: 0, text: 'hi' }]],
    ['begins in a block of another name', [start({ type: 'output_text', text: 'hi' })]],
  ])('is read where it %s', async (_, events) => {
    const { parts, error } = await streamed(...events);
    expect([error, gather(parts).text]).toEqual([null, 'hi']);
  });

  it.each([
    ['a number', [piece({ type: 'text_delta', text: 7 })]],
    ['an object without a text', [piece({ type: 'text_delta', text: { odd: 'hi' } })]],
    ['a block of no kind', [start({ odd: 'hi' })]],
  ])('is no answer where all there is is %s', async (_, events) => {
    expect((await streamed(...events)).error).toMatchObject(UNREADABLE);
  });

  it.each([
    ['nothing', []],
    ['an empty text', [start({ type: 'text', text: '' }), piece({ type: 'text_delta', text: '' })]],
    ['a result of a tool that Anthropic runs', [start(SEARCH)]],
    ['a thought', [start({ type: 'thinking', thinking: 'Hm.' }), piece(7)]],
  ])('is empty where there is but %s', async (_, events) => {
    const { parts, error } = await streamed(...events);
    expect([error, gather(parts).text]).toEqual([null, '']);
  });
});

describe('content that stands in the first event of a stream', () => {
  const HI = { type: 'text', text: 'Hi there' };
  const CALL = { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Bern' } };
  const THOUGHT = { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' };
  const textDelta = (text: string) => piece({ type: 'text_delta', text });

  const begun = (content: unknown, ...events: readonly object[]) =>
    partsOf(() =>
      streamOf(
        frames(
          { type: 'message_start', message: { id: 'msg_1', role: 'assistant', content } },
          ...events,
          { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
          { type: 'message_stop' },
        ),
      ),
    );

  it.each<[string, unknown, readonly object[]]>([
    ['alone', [HI], []],
    ['as a text', 'Hi there', []],
    ['in two blocks', [{ type: 'text', text: 'Hi ' }, { text: 'there' }], []],
    ['and goes on in pieces', [{ type: 'text', text: 'Hi' }], [textDelta(' '), textDelta('there')]],
    [
      'and goes on in a block of its own',
      [{ type: 'text', text: 'Hi ' }],
      [start({ type: 'text', text: 'there' })],
    ],
    ['and comes again, in a block', [HI], [start(HI)]],
    ['and comes again, in pieces', [HI], [textDelta('Hi'), textDelta(' there')]],
    ['and comes again, with more', [{ type: 'text', text: 'Hi' }], [textDelta('H'), textDelta('i there')]],
    ['and begins alike, but goes on', [{ type: 'text', text: 'Hi t' }], [textDelta('h'), textDelta('ere')]],
  ])('is given once where it stands there %s', async (_, content, events) => {
    const { parts, error } = await begun(content, ...events);
    expect([error, gather(parts).text]).toEqual([null, 'Hi there']);
  });

  it('is given as calls of tools and as thoughts, too', async () => {
    const { parts, error } = await begun([THOUGHT, CALL]);
    expect(error).toBeNull();
    expect(gather(parts).toolCalls).toEqual([
      { id: 'toolu_1', name: 'weather', arguments: '{"city":"Bern"}' },
    ]);
    expect(JSON.stringify(parts)).toContain(JSON.stringify([THOUGHT]));
  });

  it('ends as it says there, if the last event comes', async () => {
    const told = { id: 'msg_1', content: [HI], stop_reason: 'max_tokens' };
    const events = [{ type: 'message_start', message: told }, { type: 'message_stop' }];
    const { parts } = await partsOf(() => streamOf(frames(...events)));
    expect(gather(parts)).toMatchObject({ text: 'Hi there', finishReason: 'length' });
    const cut = await partsOf(() => streamOf(frames(events[0])));
    expect(cut.error).toMatchObject(UNREADABLE);
  });

  it('is a call of a tool once where its block comes again', async () => {
    const { parts } = await begun([CALL], start(CALL), { type: 'content_block_stop', index: 0 });
    expect(gather(parts).toolCalls).toHaveLength(1);
  });

  it('is no answer where it cannot be read', async () => {
    expect((await begun([{ type: 'text', text: { odd: 'hi' } }])).error).toMatchObject(UNREADABLE);
  });
});
