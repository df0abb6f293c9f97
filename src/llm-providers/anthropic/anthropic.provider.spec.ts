import * as fc from 'fast-check';
import { GatewayError } from '../../common/errors.js';
import {
  ANSWERS,
  errorRecordings,
  streamOf,
  streamText,
  toResponse,
  wholeAnswer,
} from './testing/load-recording.js';
import {
  answering,
  attemptWith,
  failureOf,
  gather,
  KEY,
  MODEL,
  partsOf,
  REQUEST,
  whole,
} from './testing/replay.js';

describe('AnthropicProvider', () => {
  describe.each<[(typeof ANSWERS)[number], object]>([
    [
      'plain',
      {
        text: 'Hello! Grüß Gott, 世界 👋',
        finishReason: 'stop',
        usage: {
          prompt_tokens: 25,
          completion_tokens: 38,
          total_tokens: 63,
          prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
          completion_tokens_details: { reasoning_tokens: 26 },
        },
      },
    ],
    [
      'tool-call',
      {
        text: 'Let me look.',
        finishReason: 'tool_calls',
        toolCalls: [
          {
            id: 'toolu_01T1x1fJ34qAmk2tNTrN7Up6',
            name: 'get_weather',
            arguments: '{"city":"Wien","days":2}',
          },
          { id: 'toolu_01A09q90qw90lq917835lq9', name: 'now', arguments: '{}' },
        ],
        usage: { prompt_tokens: 377, completion_tokens: 119, total_tokens: 496 },
      },
    ],
    [
      'cache-usage',
      {
        text: 'Chapter one.',
        finishReason: 'stop',
        usage: {
          prompt_tokens: 2098,
          completion_tokens: 12,
          total_tokens: 2110,
          prompt_tokens_details: { cached_tokens: 1800, cache_write_tokens: 248 },
        },
      },
    ],
    [
      'refusal',
      {
        text: '',
        finishReason: 'content_filter',
        usage: { prompt_tokens: 40, completion_tokens: 4, total_tokens: 44 },
      },
    ],
    [
      'length-stop',
      {
        text: 'Once upon a',
        finishReason: 'length',
        usage: { prompt_tokens: 12, completion_tokens: 4, total_tokens: 16 },
      },
    ],
    [
      'unknown-fields',
      {
        text: 'Found it.',
        finishReason: 'stop',
        usage: { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 },
      },
    ],
  ])('reads the recording %s', (name, expected) => {
    const all = { toolCalls: [], model: MODEL, ...expected };

    it('as a whole', async () => {
      expect(await whole(() => wholeAnswer(name))).toEqual(all);
    });

    it('as a stream, alike', async () => {
      const { parts, error } = await partsOf(() => streamOf(streamText(name)));
      expect(error).toBeNull();
      expect(gather(parts)).toEqual(all);
      expect(parts.filter(({ type }) => type === 'finished')).toHaveLength(1);
      expect(parts.at(-1)?.type).toBe('finished');
    });

    it('as a stream, however its bytes are split', async () => {
      const bytes = new TextEncoder().encode(streamText(name));
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
          const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
          const pieces = at.slice(1).map((end, position) => bytes.slice(at[position], end));
          const { parts } = await partsOf(() => streamOf(...pieces));
          expect(gather(parts)).toEqual(all);
        }),
        { numRuns: 25 },
      );
    });
  });

  it.each([
    ['stop_sequence', 'stop'],
    ['model_context_window_exceeded', 'length'],
    ['pause_turn', 'pause_turn'],
    ['something_new', 'something_new'],
    ['constructor', 'constructor'],
  ])('tells the end %s as %s', async (stopReason, finishReason) => {
    const answer = () => Response.json({ content: [{ type: 'text', text: 'Hi' }], stop_reason: stopReason });
    expect(await whole(answer)).toMatchObject({ finishReason, usage: null, text: 'Hi' });
  });

  describe('fails', () => {
    it.each(errorRecordings().map((recording) => [recording.status, recording.code, recording] as const))(
      'by status %i as %s, whole and streamed, and shows no key',
      async (_, code, recording) => {
        const error = (await failureOf(() => toResponse(recording))) as GatewayError;
        const streamed = await partsOf(() => toResponse(recording));
        expect(error).toBeInstanceOf(GatewayError);
        expect(error.code).toBe(code);
        expect(error.message).toMatch(/^Anthropic API error: .+\.$/);
        expect(streamed).toMatchObject({ parts: [], error: { code, message: error.message } });
      },
    );

    it('with the wait that a rate limit asks for', async () => {
      const limited = errorRecordings().find(({ status }) => status === 429)!;
      expect(await failureOf(() => toResponse(limited))).toMatchObject({ retryAfterMs: 17_000 });
    });

    it('naming the field of the request that Anthropic begins its message with', async () => {
      const refused = {
        status: 400,
        headers: {},
        body: {
          type: 'error',
          error: { type: 'invalid_request_error', message: 'messages.0.content: too long' },
        },
      };
      expect(await failureOf(() => toResponse(refused))).toMatchObject({ param: 'messages' });
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
      ['a text in place of blocks', { content: 'Hi', stop_reason: 'end_turn' }, 'provider.invalid_response'],
      [
        'no reason of its end',
        { content: [{ type: 'text', text: 'Hi' }], stop_reason: null },
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
      text: 'Hi',
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

  it('ends with the reason of the abort when the caller leaves', async () => {
    const leaving = new AbortController();
    const gone = new GatewayError('client.gone', 'The caller left.');
    const provider = answering(() => {
      leaving.abort(gone);
      return Promise.reject(new TypeError('fetch failed'));
    });
    await expect(provider.complete(REQUEST, attemptWith(leaving.signal))).rejects.toBe(gone);
  });
});
