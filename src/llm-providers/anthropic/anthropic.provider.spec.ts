import type { GatewayError } from '../../common/errors.js';
import { wholeAnswer } from './testing/load-fixture.js';
import { answering, attemptWith, failureOf, KEY, MODEL, REQUEST, whole } from './testing/replay.js';

describe('AnthropicProvider', () => {
  it('tells the tokens that it wrote to the cache as part of the prompt', async () => {
    expect((await whole(() => wholeAnswer('usage-details'))).usage).toEqual({
      prompt_tokens: 2098,
      completion_tokens: 12,
      total_tokens: 2110,
      prompt_tokens_details: { cached_tokens: 1800, cache_write_tokens: 248 },
      completion_tokens_details: { reasoning_tokens: 7 },
    });
  });

  it.each([
    ['stop_sequence', 'stop'],
    ['model_context_window_exceeded', 'length'],
    ['pause_turn', 'length'],
    ['compaction', 'length'],
    ['refusal', 'content_filter'],
    ['something_new', 'content_filter'],
    ['constructor', 'content_filter'],
  ])('tells the end %s as %s', async (stopReason, finishReason) => {
    const answer = () => Response.json({ content: [{ type: 'text', text: 'Hi' }], stop_reason: stopReason });
    expect(await whole(answer)).toMatchObject({ finishReason, usage: null, text: 'Hi' });
    const completion = await answering(answer).complete(REQUEST, attemptWith());
    expect(completion.choices).toMatchObject([{ native_finish_reason: stopReason }]);
  });

  it('tells the end in its own words at the end of a stream, too', async () => {
    const events = [
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'Hi' } },
      { type: 'message_delta', delta: { stop_reason: 'pause_turn' } },
      { type: 'message_stop' },
    ];
    const text = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
    const answer = () => new Response(text, { headers: { 'content-type': 'text/event-stream' } });
    const ends = [];
    for await (const part of answering(answer).stream(REQUEST, attemptWith()))
      if (part.type === 'chunk') ends.push(part.chunk.choices[0]);
    expect(ends.at(0)).not.toHaveProperty('native_finish_reason');
    expect(ends.at(-1)).toMatchObject({ finish_reason: 'length', native_finish_reason: 'pause_turn' });
  });

  it.each([null, undefined, 7])(
    'takes an answer that says something with the stop_reason %j',
    async (reason) => {
      const answer = () => Response.json({ content: [{ type: 'text', text: 'Hi' }], stop_reason: reason });
      expect(await whole(answer)).toMatchObject({ finishReason: null, text: 'Hi' });
    },
  );

  describe('fails', () => {
    it('naming the field of the request that Anthropic begins its message with', async () => {
      const error = { type: 'invalid_request_error', message: 'messages.0.content: too long' };
      const refusal = () => Response.json({ type: 'error', error }, { status: 400 });
      expect(await failureOf(refusal)).toMatchObject({ param: 'messages' });
    });

    it.each([
      ['"Not found"', { type: 'error', error: { type: 'not_found_error', message: 'Not found' } }],
      ['no words of Anthropic’s', { detail: 'Not Found' }],
    ])('by the operator’s address at a 404 with %s', async (_, body) => {
      const error = await failureOf(() => Response.json(body, { status: 404 }));
      expect(error).toMatchObject({ code: 'provider.invalid_response' });
      expect((error as Error).message).toContain('base URL');
    });

    it('by a redirect, an HTML page and an answer cut short, without a crash', async () => {
      const redirect = () => new Response('', { status: 302, headers: { location: 'http://x.example' } });
      expect(await failureOf(redirect)).toMatchObject({ code: 'provider.unavailable' });
      const page = () => new Response('<html>', { status: 502 });
      expect(await failureOf(page)).toMatchObject({ code: 'provider.unavailable' });
      const cut = () => new Response('{"content":[{"ty');
      expect(await failureOf(cut)).toMatchObject({ code: 'provider.invalid_response' });
    });

    it.each<[string, unknown, string]>([
      ['null', null, 'provider.invalid_response'],
      ['a text', 'Hello', 'provider.invalid_response'],
      ['an array', [], 'provider.invalid_response'],
      ['nothing in it', {}, 'provider.invalid_response'],
      ['a number in place of blocks', { content: 7, stop_reason: 'end_turn' }, 'provider.invalid_response'],
      [
        'nothing to say and no reason of its end',
        { content: [{ type: 'text', text: '' }], stop_reason: null },
        'provider.invalid_response',
      ],
      [
        'a nameless tool',
        { content: [{ type: 'tool_use', id: 'x', name: 7 }], stop_reason: 'tool_use' },
        'provider.invalid_response',
      ],
      [
        'an error in it',
        { type: 'error', error: { type: 'rate_limit_error', message: KEY } },
        'provider.rate_limited',
      ],
      ['an error of no type', { error: {} }, 'provider.unavailable'],
      ['an error that is a text', { type: 'error', error: 'no' }, 'provider.unavailable'],
    ])('at a 200 with %s', async (_, body, code) => {
      const error = (await failureOf(() => Response.json(body))) as GatewayError;
      expect(error).toMatchObject({ name: 'GatewayError', code });
      expect(error.message).toMatch(/^Anthropic API error: /);
      expect(error.message).not.toContain('canary');
    });
  });

  it('reads odd blocks, counts and names without believing them', async () => {
    const gathered = await whole(() =>
      Response.json({
        content: [null, 7, 'x', { type: 'text', text: 9 }, { type: 'text', text: 'Hi' }, []],
        stop_reason: 'end_turn',
        model: KEY,
        usage: { input_tokens: -1, output_tokens: 'many', cache_read_input_tokens: 1.5 },
      }),
    );
    expect(gathered).toEqual({
      text: 'xHi',
      toolCalls: [],
      finishReason: 'stop',
      usage: null,
      model: MODEL,
    });
  });

  it('leaves out the counts that were not reported', async () => {
    const gathered = await whole(() =>
      Response.json({ content: [], stop_reason: 'end_turn', usage: { output_tokens: 3 } }),
    );
    expect(gathered.usage).toEqual({ completion_tokens: 3 });
  });
});
