import * as fc from 'fast-check';
import { GatewayError } from '../../../common/errors.js';
import type { AnswerPart } from '../../../completions/opened-stream.js';
import type { CompletionUsage } from '../../../port/canonical.js';
import { sealedBlock } from '../sealed-thought.js';
import type { MessageEvent } from './block-events.js';
import { lateEvents, messageEvents } from './message-stream.js';

const USAGE = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 } as CompletionUsage;
const ESTIMATE = { input: 7, outputOf: (characters: number) => characters / 2 };

const chunk = (delta: object, more: object = {}) =>
  ({
    type: 'chunk',
    chunk: { id: 'c1', model: 'm', choices: [{ index: 0, delta, finish_reason: null }], ...more },
  }) as unknown as AnswerPart;
const end = (finishReason = 'stop', usage: CompletionUsage | null = USAGE) =>
  ({ type: 'finished', finishReason, usage, model: 'm', cost: { usd: null, source: null } }) as AnswerPart;
const call = (index: number, json: string, id?: string) => ({
  tool_calls: [
    {
      index,
      ...(id && { id, type: 'function' }),
      function: { ...(id && { name: `f_${id}` }), arguments: json },
    },
  ],
});

async function eventsOf(...parts: readonly (AnswerPart | Error)[]): Promise<MessageEvent[]> {
  async function* come() {
    for (const part of parts) {
      if (part instanceof Error) throw part;
      yield await Promise.resolve(part);
    }
  }
  const events: MessageEvent[] = [];
  for await (const { event } of messageEvents(come(), {
    estimate: ESTIMATE,
    requestId: 'r1',
    provider: 'acme',
    id: 'msg_r1',
    model: 'm1',
    stops: ['###'],
  }))
    events.push(event);
  return events;
}
const start = (index: number, content_block: object) => ({
  type: 'content_block_start',
  index,
  content_block,
});
const delta = (index: number, piece: object) => ({ type: 'content_block_delta', index, delta: piece });
const stop = (index: number) => ({ type: 'content_block_stop', index });
const json = (index: number, text: string) => delta(index, { type: 'input_json_delta', partial_json: text });
const TEXT = { type: 'text', text: '' };
const THOUGHT = { type: 'thinking', thinking: '', signature: '' };
const useOf = (id: string) => ({ type: 'tool_use', id, name: `f_${id}`, input: {} });
/** Without the first and the last two. */
const blocksOf = async (...parts: readonly AnswerPart[]) => (await eventsOf(...parts, end())).slice(1, -2);

describe('the events of a streamed answer', () => {
  it('are in their order, with an estimate first and the counts last', async () => {
    const events = await eventsOf(
      chunk({ role: 'assistant' }),
      chunk({ content: 'Hi' }),
      chunk({ content: '.' }),
      end(),
    );
    expect(events).toMatchObject([
      {
        type: 'message_start',
        message: {
          id: 'c1',
          role: 'assistant',
          model: 'm',
          content: [],
          usage: { input_tokens: 7, output_tokens: 0 },
        },
      },
      start(0, TEXT),
      delta(0, { type: 'text_delta', text: 'Hi' }),
      delta(0, { type: 'text_delta', text: '.' }),
      stop(0),
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: { input_tokens: 10, output_tokens: 2 },
      },
      { type: 'message_stop' },
    ]);
  });

  it('begin with the true input where the provider counts it first, and estimate what is not counted', async () => {
    const usage = { prompt_tokens: 50, prompt_tokens_details: { cached_tokens: 40 } };
    const [first] = await eventsOf(chunk({ content: 'x' }, { usage }), end());
    expect(first).toMatchObject({ message: { usage: { input_tokens: 10, cache_read_input_tokens: 40 } } });
    const uncounted = await eventsOf(chunk({ content: 'abcd' }), end('length', null));
    expect(uncounted.at(-2)).toMatchObject({
      delta: { stop_reason: 'max_tokens' },
      usage: { input_tokens: 7, output_tokens: 2 },
    });
  });

  it('tell thoughts, signed or sealed, before the text', async () => {
    const detail = (more: object) => ({ reasoning_details: [{ type: 'reasoning.text', ...more }] });
    const events = await blocksOf(
      chunk({ ...detail({ text: 'H' }), reasoning: 'H' }),
      chunk(detail({ text: 'm' })),
      chunk(detail({ signature: 'sig' })),
      chunk({ reasoning_details: [{ type: 'reasoning.encrypted', data: 'zzz' }] }),
      chunk({ content: 'Hi' }),
    );
    expect(events).toEqual([
      start(0, THOUGHT),
      delta(0, { type: 'thinking_delta', thinking: 'H' }),
      delta(0, { type: 'thinking_delta', thinking: 'm' }),
      delta(0, { type: 'signature_delta', signature: 'sig' }),
      stop(0),
      start(1, { type: 'redacted_thinking', data: 'zzz' }),
      stop(1),
      start(2, TEXT),
      delta(2, { type: 'text_delta', text: 'Hi' }),
      stop(2),
    ]);
  });

  it('seal what another model thought, whole, before the text and at the end', async () => {
    const detail = (more: object) => ({ type: 'reasoning.text', format: 'acme-v1', index: 0, ...more });
    const late = { type: 'reasoning.encrypted', format: 'acme-v1', index: 1, data: 'zzz' };
    const events = await blocksOf(
      chunk({ reasoning_details: [detail({ text: 'H' })] }),
      chunk({ reasoning_details: [detail({ text: 'm', signature: 'sig' })] }),
      chunk({ content: 'Hi' }),
      chunk({ reasoning_details: [late] }),
    );
    const seal = (details: object) =>
      sealedBlock({ provider: 'acme', reasoning_details: [details as Record<string, unknown>] });
    expect(events.filter(({ type }) => type === 'content_block_start')).toEqual([
      start(0, THOUGHT),
      start(1, seal(detail({ text: 'Hm', signature: 'sig' }))),
      start(2, TEXT),
      start(3, seal(late)),
    ]);
    expect(events).not.toContainEqual(delta(0, { type: 'signature_delta', signature: 'sig' }));
  });

  it('tell no thought twice that comes whole at the end', async () => {
    const whole = { thinking_blocks: [{ type: 'thinking', thinking: 'Hm', signature: 's' }] };
    const events = await blocksOf(chunk({ reasoning_content: 'Hm' }), chunk({ content: 'Hi' }), chunk(whole));
    expect(events.filter(({ type }) => type === 'content_block_start')).toHaveLength(2);
  });

  it('seal what its provider wants back, before the call that it belongs to', async () => {
    const extra = { extra_content: { google: { thought_signature: 'c2ln' } } };
    const [called] = call(0, '{}', 'a').tool_calls;
    const events = await blocksOf(chunk({ tool_calls: [{ ...called, ...extra }] }), chunk(extra));
    expect(events).toEqual([
      start(0, sealedBlock({ call: 'a', ...extra })),
      stop(0),
      start(1, useOf('a')),
      json(1, '{}'),
      stop(1),
      start(2, sealedBlock(extra)),
      stop(2),
    ]);
  });

  it('tell parallel calls one after the other, whole ones at once', async () => {
    const events = await blocksOf(
      chunk({ content: 'So' }),
      chunk(call(0, '{"x"', 'a')),
      chunk(call(0, ':1}')),
      chunk(call(1, '', 'b')),
    );
    expect(events.slice(2)).toEqual([
      stop(0),
      start(1, useOf('a')),
      json(1, '{"x"'),
      json(1, ':1}'),
      stop(1),
      start(2, useOf('b')),
      stop(2),
    ]);
  });

  it('keep the pieces of calls that come in turn apart', async () => {
    const events = await blocksOf(
      chunk(call(0, '{"x"', 'a')),
      chunk(call(1, '{"y"', 'b')),
      chunk(call(0, ':1}')),
      chunk(call(1, ':2}')),
    );
    expect(events).toEqual([
      start(0, useOf('a')),
      json(0, '{"x"'),
      json(0, ':1}'),
      stop(0),
      start(1, useOf('b')),
      json(1, '{"y"'),
      json(1, ':2}'),
      stop(1),
    ]);
  });

  it('are blocks without overlap that hold all pieces, in whatever order these come', async () => {
    const word = fc.string({ minLength: 1 });
    const said = fc.record({ kind: fc.constantFrom('content', 'reasoning_content'), text: word });
    const args = fc.array(fc.constantFrom('{"a"', ':[', '1', ',', '2'), { minLength: 1, maxLength: 4 });
    const calls = fc.array(args, { maxLength: 3 });
    const order = fc.infiniteStream(fc.nat(6));
    await fc.assert(
      fc.asyncProperty(fc.array(said, { maxLength: 8 }), calls, order, async (texts, called, turns) => {
        const queues = [texts.map(({ kind, text }) => chunk({ [kind]: text }))].concat(
          called.map((pieces, at) =>
            pieces.map((text, nth) => chunk(call(at, text, nth === 0 ? `i${at}` : undefined))),
          ),
        );
        const parts: AnswerPart[] = [];
        while (queues.some((queue) => queue.length > 0)) {
          const queue = queues[(turns.next().value as number) % queues.length];
          parts.push(...(queue ?? []).splice(0, 1));
        }
        let open: unknown = null;
        const told = new Map<unknown, string>();
        for (const event of await blocksOf(...parts)) {
          expect(event['index']).toBe(event.type === 'content_block_start' ? told.size : open);
          if (event.type === 'content_block_start') told.set((open = event['index']), '');
          if (event.type === 'content_block_stop') open = null;
          const piece = (event['delta'] ?? {}) as Record<string, string>;
          const text = piece['text'] ?? piece['thinking'] ?? piece['partial_json'] ?? '';
          if (open !== null) told.set(open, `${told.get(open)}${text}`);
        }
        expect(open).toBeNull();
        const all = [...told.values()];
        expect(all).toEqual(expect.arrayContaining(called.map((pieces) => pieces.join(''))));
        const expected = [...texts.map(({ text }) => text), ...called.flat()].join('').length;
        expect(all.join('')).toHaveLength(expected);
      }),
    );
  });

  it('end in an error for a piece behind arguments that were whole', async () => {
    const events = await eventsOf(
      chunk(call(0, '{}', 'a')),
      chunk({ content: 'x' }),
      chunk(call(0, '{}')),
      end(),
    );
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { type: 'api_error' } });
  });

  it('say a refusal behind a text', async () => {
    const events = await eventsOf(chunk({ content: 'Well.' }), chunk({ refusal: 'No.' }), end());
    const texts = events.map((event) => (event['delta'] as { text?: string } | undefined)?.text);
    expect(texts.join('')).toBe('Well.\n\nNo.');
  });

  it('say a refusal where nothing else was said', async () => {
    const events = await eventsOf(chunk({ refusal: 'No' }), chunk({ refusal: '.' }), end('content_filter'));
    expect(events[2]).toEqual(delta(0, { type: 'text_delta', text: 'No.' }));
    expect(events.at(-2)).toMatchObject({ delta: { stop_reason: 'refusal' } });
  });

  it('end in one error after a failure, and in nothing else', async () => {
    const failure = new GatewayError('provider.timed_out', 'Acme API error: too late.');
    const events = await eventsOf(chunk({ content: 'x' }), failure);
    expect(events.slice(-2)).toEqual([
      delta(0, { type: 'text_delta', text: 'x' }),
      {
        type: 'error',
        error: { type: 'timeout_error', message: 'Acme API error: too late.' },
        request_id: 'r1',
      },
    ]);
  });
});

describe('the end of a streamed answer', () => {
  it.each([{ stop_reason: '###' }, { matched_stop: '###' }])(
    'has the text that ended it, where the server tells it: %j',
    async (told) => {
      const ended = { choices: [{ index: 0, delta: {}, finish_reason: 'stop', ...told }] };
      const events = await eventsOf(chunk({ content: 'Hi' }), chunk({}, ended), end());
      expect(events.at(-2)).toMatchObject({ delta: { stop_reason: 'stop_sequence', stop_sequence: '###' } });
    },
  );

  it.each([{ stop_reason: 'eos' }, { stop_reason: 7 }, {}])('has none otherwise: %j', async (told) => {
    const ended = { choices: [{ index: 0, delta: {}, finish_reason: 'stop', ...told }] };
    const events = await eventsOf(chunk({ content: 'Hi' }), chunk({}, ended), end());
    expect(events.at(-2)).toMatchObject({ delta: { stop_reason: 'end_turn', stop_sequence: null } });
  });
});

describe('the events of an answer whose model thinks for long', () => {
  const late = async (opening: Promise<string>) => {
    const events: MessageEvent[] = [];
    async function* one(type: string) {
      yield await Promise.resolve({ event: { type } });
    }
    for await (const { event } of lateEvents(opening, one, 'r1')) events.push(event);
    return events.map(({ type }) => type);
  };

  it('begin with a ping', async () => {
    expect(await late(Promise.resolve('message_start'))).toEqual(['ping', 'message_start']);
  });

  it('end in an error where it fails', async () => {
    const error = new GatewayError('provider.unavailable', 'no');
    expect(await late(Promise.reject(error))).toEqual(['ping', 'error']);
  });
});
