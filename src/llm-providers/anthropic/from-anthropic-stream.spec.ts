import * as fc from 'fast-check';
import { GatewayError } from '../../common/errors.js';
import { streamOf, streamText, wholeAnswer } from './testing/load-fixture.js';
import { answering, attemptWith, frames, gather, KEY, MODEL, partsOf, REQUEST } from './testing/replay.js';

describe('fromAnthropicStream', () => {
  const text = streamText('plain');
  const end = { type: 'message_delta', delta: { stop_reason: 'end_turn' } };

  it('ends well without a message_stop, if the reason was told', async () => {
    const { parts, error } = await partsOf(() => streamOf(frames(end)));
    expect(error).toBeNull();
    expect(parts.at(-1)).toEqual({ type: 'finished', finishReason: 'stop', usage: null, model: MODEL });
  });

  it.each([
    ['end_turn', true, 'tool_calls'],
    ['tool_use', false, 'stop'],
    ['max_tokens', true, 'length'],
  ])('ends for %s, where a tool was called: %s, with %s', async (reason, hasCall, finishReason) => {
    const block = hasCall
      ? { type: 'tool_use', id: 't', name: 'f', input: {} }
      : { type: 'text', text: 'Hi' };
    const begin = { type: 'content_block_start', index: 0, content_block: block };
    const stop = { type: 'content_block_stop', index: 0 };
    const ended = { type: 'message_delta', delta: { stop_reason: reason } };
    const { parts } = await partsOf(() => streamOf(frames(begin, stop, ended)));
    expect(parts.at(-1)).toMatchObject({ type: 'finished', finishReason });
    expect(gather(parts)).toMatchObject({ finishReason });
  });

  it('does not end well with a whole message that does not say why it ended', async () => {
    const message = { type: 'message', content: [{ type: 'text', text: 'Hi' }], stop_reason: null };
    const { parts, error } = await partsOf(() => streamOf(frames(message)));
    expect(parts).toEqual([]);
    expect(error).toMatchObject({ code: 'provider.invalid_response' });
  });

  it('takes no count of the first moment for the whole answer’s', async () => {
    const start = { type: 'message_start', message: { usage: { input_tokens: 25, output_tokens: 1 } } };
    const { parts } = await partsOf(() => streamOf(frames(start, end)));
    expect(gather(parts).usage).toEqual({ prompt_tokens: 25 });
  });

  it('keeps what was counted at the start where the end counts 0 of it', async () => {
    const usage = { input_tokens: 100, cache_read_input_tokens: 50, output_tokens: 1 };
    const zero = { ...end, usage: { input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 7 } };
    const { parts } = await partsOf(() =>
      streamOf(frames({ type: 'message_start', message: { usage } }, zero)),
    );
    expect(gather(parts).usage).toEqual({
      prompt_tokens: 150,
      completion_tokens: 7,
      total_tokens: 157,
      prompt_tokens_details: { cached_tokens: 50 },
    });
  });

  it.each<[string, object[]]>([
    [
      'an error behind it',
      [
        { ...end, usage: { output_tokens: 7 } },
        { type: 'error', error: {} },
      ],
    ],
    ['no reason to end', [{ type: 'message_delta', delta: {}, usage: { output_tokens: 7 } }]],
  ])('tells what was counted of an answer that fails with %s', async (_, events) => {
    const start = { type: 'message_start', message: { usage: { input_tokens: 25, output_tokens: 1 } } };
    const { parts, error } = await partsOf(() => streamOf(frames(start, ...events)));
    expect(error).not.toBeNull();
    expect(parts.at(-1)).toMatchObject({
      type: 'chunk',
      chunk: { choices: [], usage: { prompt_tokens: 25, completion_tokens: 7, total_tokens: 32 } },
    });
  });

  it.each<[string, object[]]>([
    ['in message_stop', [end, { type: 'message_stop', usage: { input_tokens: 10, output_tokens: 5 } }]],
    [
      'in the last delta',
      [{ ...end, delta: { ...end.delta, usage: { input_tokens: 10, output_tokens: 5 } } }],
    ],
  ])('counts usage that stands %s', async (_, events) => {
    const start = { type: 'message_start', message: { usage: { input_tokens: 10, output_tokens: 1 } } };
    const { parts } = await partsOf(() => streamOf(frames(start, ...events)));
    expect(gather(parts).usage).toEqual({ prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 });
  });

  it('tells with each chunk what has been counted so far', async () => {
    const { parts } = await partsOf(() => streamOf(text.slice(0, text.indexOf('event: message_delta'))));
    const counted = { prompt_tokens: 25, prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 } };
    expect(parts.length).toBeGreaterThan(0);
    for (const part of parts) {
      expect(part).toMatchObject({ type: 'chunk', chunk: { usage: counted } });
      expect(part).not.toHaveProperty('chunk.usage.completion_tokens');
    }
  });

  it('needs no names beside the data, takes CRLF, and reads nothing after message_stop', async () => {
    const lines = text.replaceAll(/^event: .*\n/gm, '').replaceAll('\n', '\r\n');
    const { parts, error } = await partsOf(() => streamOf(lines, frames({ type: 'error', error: {} })));
    expect(error).toBeNull();
    expect(gather(parts).text).toBe('Hello! Grüß Gott, 世界 👋');
  });

  it('never ends well when it is cut before the reason', async () => {
    const bytes = new TextEncoder().encode(text);
    const reasonAt = new TextEncoder().encode(text.slice(0, text.indexOf('event: message_delta'))).length;
    await fc.assert(
      fc.asyncProperty(fc.nat(reasonAt), async (cut) => {
        const { parts, error } = await partsOf(() => streamOf(bytes.slice(0, cut)));
        expect(error).toMatchObject({ name: 'GatewayError', code: 'provider.invalid_response' });
        expect(parts.every(({ type }) => type === 'chunk')).toBe(true);
      }),
    );
  });

  it('tells an error in its midst after what came before', async () => {
    const { parts, error } = await partsOf(() => streamOf(streamText('stream-error')));
    expect(gather(parts).text).toBe('Hel');
    expect(error).toMatchObject({ code: 'provider.unavailable' });
  });

  it.each([
    ['authentication_error', 'provider.auth_failed'],
    ['rate_limit_error', 'provider.rate_limited'],
    ['invalid_request_error', 'provider.rejected'],
    ['timeout_error', 'provider.timed_out'],
    ['billing_error', 'provider.quota_exhausted'],
    ['toString', 'provider.unavailable'],
  ])('tells the class of an event with %s', async (type, code) => {
    const { error } = await partsOf(() => streamOf(frames({ type: 'error', error: { type, message: KEY } })));
    expect(error).toMatchObject({ code });
    expect((error as Error).message).not.toContain('canary');
  });

  it.each<[string, string]>([
    ['data that are no JSON', 'event: message_start\ndata: {"type":\n\n'],
    ['nothing', ''],
    ['comments only', ': hello\n\n'],
    ['a nameless tool', frames({ type: 'content_block_start', content_block: { type: 'tool_use' } }, end)],
    [
      'arguments that are no text',
      frames(
        { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 'a', name: 'b' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: {} } },
        end,
      ),
    ],
  ])('fails at %s', async (_, wire) => {
    expect((await partsOf(() => streamOf(wire))).error).toMatchObject({
      code: 'provider.invalid_response',
    });
  });

  it('ends in a good end or a typed failure, whatever shape its events have', async () => {
    const types = ['message_start', 'content_block_start', 'content_block_delta', 'content_block_stop'];
    const block = fc.record(
      {
        type: fc.constantFrom('text', 'tool_use', 'text_delta', 'input_json_delta'),
        text: fc.jsonValue(),
        id: fc.jsonValue(),
        name: fc.jsonValue(),
        partial_json: fc.jsonValue(),
      },
      { requiredKeys: ['type'] },
    );
    const shape = fc.oneof(fc.jsonValue(), block);
    const event = fc.record({
      type: fc.constantFrom(...types, 'message_delta', 'ping'),
      index: fc.constantFrom(0, 1, null),
      message: shape,
      content_block: shape,
      delta: shape,
      usage: shape,
    });
    const events = fc.array(fc.oneof(event, fc.jsonValue()), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(events, async (all) => {
        const { parts, error } = await partsOf(() => streamOf(frames(...all, end)));
        expect(error instanceof GatewayError || parts.at(-1)?.type === 'finished').toBe(true);
      }),
    );
  });

  it('gives a whole message that comes in its place, with its end', async () => {
    const { parts, error } = await partsOf(() => wholeAnswer('plain'));
    expect(error).toBeNull();
    expect(parts.map(({ type }) => type)).toEqual(['chunk', 'finished']);
    expect(gather(parts).text).toBe('Hello! Grüß Gott, 世界 👋');
  });

  it('is cancelled upstream when its reader leaves', async () => {
    const cancel = jest.fn<void, [unknown]>();
    const piece = new TextEncoder().encode(
      frames({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'more ' } }),
    );
    const body = new ReadableStream({ pull: (controller) => controller.enqueue(piece), cancel });
    const answer = () => new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    for await (const part of answering(answer).stream(REQUEST, attemptWith())) {
      expect(part.type).toBe('chunk');
      break;
    }
    expect(cancel).toHaveBeenCalled();
  });
});
