import { upstreamFetchOf } from '../../common/http/testing/response-fetch.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import type { CompletionRequest, StreamPart } from '../../port/canonical.js';
import { ACME, ACME_SETTINGS, chunkOf, completionOf, USAGE } from '../../port/testing/fake-llm-provider.js';
import { OpenAiCompatibleProvider } from './openai-compatible.provider.js';
import { createOpenAiSdkClient, type ChatClient } from './openai-sdk-client.js';

const REQUEST: CompletionRequest = { model: 'acme-1', messages: [{ role: 'user', content: 'Hello' }] };

const textChunk = (content: string) => JSON.stringify(chunkOf({ content }));
const lastChunk = JSON.stringify({
  ...chunkOf({}),
  choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
});
const usageChunk = JSON.stringify({ ...chunkOf({}), choices: [], usage: USAGE });
const frames = (...data: readonly string[]) => data.map((line) => `data: ${line}\n\n`);

describe('OpenAiCompatibleProvider', () => {
  let sent: { init: RequestInit; body: Readonly<Record<string, unknown>> }[];

  beforeEach(() => {
    sent = [];
  });

  const attempt = () => ({ signal: new AbortController().signal, requestId: 'r-1', apiKey: null });
  const providerWith = (client: ChatClient) =>
    new OpenAiCompatibleProvider(ACME, ACME_SETTINGS, client, new ManualClock());

  /** The real SDK over a transport that gives this answer. */
  const answering = (answer: (init: RequestInit) => Response | Promise<Response>) => {
    const fetch = async (_url: unknown, init: RequestInit = {}) => {
      sent.push({ init, body: JSON.parse(init.body as string) as Record<string, unknown> });
      return answer(init);
    };
    return providerWith(createOpenAiSdkClient(ACME_SETTINGS, upstreamFetchOf(fetch)));
  };

  describe('completes', () => {
    const complete = (provider: OpenAiCompatibleProvider) => provider.complete(REQUEST, attempt());

    it('with the request as it is, and the gateway’s request id', async () => {
      const completion = await complete(answering(() => Response.json(completionOf('Hello!'))));
      expect(completion).toMatchObject({ model: 'acme-1', usage: USAGE });
      expect(completion.choices[0]?.message.content).toBe('Hello!');
      expect(sent[0]?.body).toEqual(REQUEST);
      expect(new Headers(sent[0]?.init.headers).get('x-request-id')).toBe('r-1');
    });

    it('under the model that was asked for when the answer names none', async () => {
      const { model: _model, ...anonymous } = completionOf('Hi');
      expect((await complete(answering(() => Response.json(anonymous)))).model).toBe('acme-1');
    });

    it.each<[string, () => Response]>([
      ['null', () => Response.json(null)],
      ['a text', () => Response.json('Hello!')],
      ['an array of two', () => Response.json([completionOf('Hello!'), completionOf('Hello!')])],
      ['an empty object', () => Response.json({})],
      ['no choices', () => Response.json({ choices: [] })],
      ['choices that are none', () => Response.json({ choices: [null] })],
      ['a choice without a message', () => Response.json({ choices: [{ index: 0 }] })],
      ['choices that are no array', () => Response.json({ choices: { 0: { message: {} } } })],
      ['HTML', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
      [
        'half of its JSON',
        () => new Response('{"choices":[{"mess', { headers: { 'content-type': 'application/json' } }),
      ],
      ['an empty body', () => new Response('', { headers: { 'content-type': 'application/json' } })],
      ['no content', () => new Response(null, { status: 204 })],
    ])('fails with invalid_response when the answer of 200 is %s', async (_, answer) => {
      await expect(complete(answering(answer))).rejects.toMatchObject({
        code: 'provider.invalid_response',
        message: expect.stringMatching(/^Acme API error: /) as string,
      });
    });

    it.each<[unknown, string]>([
      [{ message: 'Overloaded.' }, 'provider.unavailable'],
      [{ code: 429 }, 'provider.rate_limited'],
      ['no credit', 'provider.unavailable'],
    ])('fails when an answer of 200 holds the error %j', async (error, code) => {
      const provider = answering(() => Response.json({ ...completionOf('Hi'), error }));
      await expect(complete(provider)).rejects.toMatchObject({ code });
    });

    it('takes an error that is null for none', async () => {
      const provider = answering(() => Response.json({ ...completionOf('Hi'), error: null }));
      await expect(complete(provider)).resolves.toMatchObject({ model: 'acme-1' });
    });
  });

  describe('streams', () => {
    const streaming = (...pieces: readonly string[]) =>
      answering(() => {
        const body = new ReadableStream({
          start(controller) {
            for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
            controller.close();
          },
        });
        return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
      });

    /** The parts that came, and what the stream failed with, if it did. */
    async function read(
      provider: OpenAiCompatibleProvider,
    ): Promise<{ parts: StreamPart[]; error: unknown }> {
      const parts: StreamPart[] = [];
      try {
        for await (const part of provider.stream(REQUEST, attempt())) parts.push(part);
        return { parts, error: null };
      } catch (error) {
        return { parts, error };
      }
    }

    const textOf = (parts: readonly StreamPart[]) =>
      parts
        .map((part) => (part.type === 'chunk' ? (part.chunk.choices[0]?.delta.content ?? '') : ''))
        .join('');

    it('wants to be told to ask for usage', () => {
      const provider = answering(() => Response.json({}));
      expect(provider.streamDefaults).toEqual({ stream_options: { include_usage: true } });
    });

    it('sends what it was given, and ends with the usage', async () => {
      const { parts, error } = await read(
        streaming(...frames(textChunk('Hel'), textChunk('lo!'), lastChunk, usageChunk, '[DONE]')),
      );
      expect(sent[0]?.body).toEqual({ ...REQUEST, stream: true });
      expect(error).toBeNull();
      expect(textOf(parts)).toBe('Hello!');
      expect(parts.at(-1)).toEqual({ type: 'finished', finishReason: 'stop', usage: USAGE, model: 'acme-1' });
      expect(parts.filter(({ type }) => type === 'finished')).toHaveLength(1);
    });

    it('ends well without [DONE] once a reason was given, and without usage if none came', async () => {
      const { parts, error } = await read(streaming(...frames(textChunk('Hi'), lastChunk)));
      expect(error).toBeNull();
      expect(parts.at(-1)).toEqual({ type: 'finished', finishReason: 'stop', usage: null, model: 'acme-1' });
    });

    it('takes the last of many reports of usage', async () => {
      const cumulative = (tokens: number) =>
        JSON.stringify({ ...chunkOf({ content: 'x' }), usage: { ...USAGE, completion_tokens: tokens } });
      const { parts } = await read(streaming(...frames(cumulative(1), cumulative(2), lastChunk, '[DONE]')));
      expect(parts.at(-1)).toMatchObject({ usage: { completion_tokens: 2 } });
    });

    it('passes over a choice that is null', async () => {
      const { parts, error } = await read(
        streaming(...frames(textChunk('Hi'), '{"choices":[null]}', lastChunk)),
      );
      expect([error, textOf(parts), parts.at(-1)?.type]).toEqual([null, 'Hi', 'finished']);
    });

    it.each<[string, string[], string]>([
      ['nothing', [], 'provider.invalid_response'],
      ['[DONE] alone', frames('[DONE]'), 'provider.invalid_response'],
      ['no reason for its end', frames(textChunk('Hi'), '[DONE]'), 'provider.invalid_response'],
      ['half a frame', [...frames(textChunk('Hi')), 'data: {"cho'], 'provider.invalid_response'],
      ['garbage', frames(textChunk('Hi'), '{garbage'), 'provider.invalid_response'],
      [
        'an error',
        frames(textChunk('Hi'), '{"error":{"message":"Overloaded.","type":"server_error"}}'),
        'provider.unavailable',
      ],
      [
        'an error named by its status',
        frames(textChunk('Hi'), '{"error":{"code":429}}'),
        'provider.rate_limited',
      ],
      ['an error that is a text', frames(textChunk('Hi'), '{"error":"no credit"}'), 'provider.unavailable'],
      [
        'an error after the reason',
        frames(textChunk('Hi'), lastChunk, '{"error":{"message":"Late."}}'),
        'provider.unavailable',
      ],
      [
        'an error event',
        [...frames(textChunk('Hi')), 'event: error\ndata: {"message":"Overloaded."}\n\n'],
        'provider.unavailable',
      ],
    ])('fails, and never finishes, when there is %s', async (_, pieces, code) => {
      const { parts, error } = await read(streaming(...pieces));
      expect(parts.filter(({ type }) => type === 'finished')).toEqual([]);
      expect(error).toMatchObject({ name: 'GatewayError', code });
    });

    it.each<[string, object]>([
      ['no choices', {}],
      ['choices null', { choices: null }],
      ['choices that are no array', { choices: { 0: 'x' } }],
      ['a choice without delta', { choices: [{ index: 0 }] }],
      ['a model that is no text', { choices: [], model: 7 }],
    ])('passes over a chunk with %s', async (_, chunk) => {
      const { parts, error } = await read(
        streaming(...frames(JSON.stringify(chunk), textChunk('Hi'), lastChunk)),
      );
      expect(error).toBeNull();
      expect(parts.at(-1)).toMatchObject({ type: 'finished', model: 'acme-1' });
    });
  });
});
