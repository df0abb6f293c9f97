import { fromCompletion } from '../../surfaces/agents/agent-envelope.js';
import type { CompletionRequest, StreamPart } from '../../port/canonical.js';
import { API_KEY, eventStream, KEY, fixtureAnswer, replay, SETTINGS, type Replay } from './testing/replay.js';

const REQUEST: CompletionRequest = {
  model: 'gemini-3.5-flash-lite',
  messages: [{ role: 'user', content: 'Say hello.' }],
};
const attempt = { signal: new AbortController().signal, requestId: 'r-1', apiKey: API_KEY };

async function streamed({ provider }: Replay): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of provider.stream(REQUEST, attempt)) parts.push(part);
  return parts;
}

const deltasOf = (parts: readonly StreamPart[]) =>
  parts.flatMap((part) => (part.type === 'chunk' ? part.chunk.choices : [])).map(({ delta }) => delta);
const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => error,
  );

describe('GeminiProvider', () => {
  it('tells what was counted of a stream that does not say how it ends', async () => {
    const counts = { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 };
    const said = {
      candidates: [{ content: { parts: [{ text: 'Hi' }] } }],
      usageMetadata: { promptTokenCount: 10 },
    };
    const { provider } = replay(() => eventStream(said, { usageMetadata: counts }));
    const parts: StreamPart[] = [];
    const read = async () => {
      for await (const part of provider.stream(REQUEST, attempt)) parts.push(part);
    };
    await expect(read()).rejects.toMatchObject({ code: 'provider.invalid_response' });
    expect(parts.at(-1)).toMatchObject({ chunk: { usage: { completion_tokens: 5, total_tokens: 15 } } });
  });

  describe('calls of tools', () => {
    const CALLS = [
      {
        id: 'call_mN0pQ1r2_0',
        type: 'function',
        function: { name: 'get_weather', arguments: '{"city":"Wien","days":2}' },
        extra_content: { google: { thought_signature: 'c2lnbmF0dXJl' } },
      },
      {
        id: 'call_mN0pQ1r2_1',
        type: 'function',
        function: { name: 'now', arguments: '{}' },
      },
    ];

    it('have ids of their place and the signature of their thought', async () => {
      const { provider } = replay(() => Response.json(fixtureAnswer('tool-call').whole));
      const { choices } = await provider.complete(REQUEST, attempt);
      expect(choices[0]?.message).toEqual({
        role: 'assistant',
        content: null,
        refusal: null,
        tool_calls: CALLS,
      });
    });

    it('are the same streamed, counted over the chunks', async () => {
      const parts = await streamed(replay(() => eventStream(...fixtureAnswer('tool-call').chunks)));
      const calls = deltasOf(parts).flatMap((delta) => delta.tool_calls ?? []);
      expect(calls).toEqual(CALLS.map((call, index) => ({ index, ...call })));
    });

    it('come back with their signature in the next turn', async () => {
      const { provider, sent } = replay(() => Response.json(fixtureAnswer('plain').whole));
      const calls = CALLS as NonNullable<
        Extract<CompletionRequest['messages'][number], { role: 'assistant' }>['tool_calls']
      >;
      const messages: CompletionRequest['messages'] = [
        { role: 'assistant', content: null, tool_calls: calls },
        { role: 'tool', tool_call_id: CALLS[0]?.id ?? '', content: '{"sky":"clear"}' },
        { role: 'tool', tool_call_id: CALLS[1]?.id ?? '', content: 'rain' },
      ];
      await provider.complete({ ...REQUEST, messages: [...REQUEST.messages, ...messages] }, attempt);
      const weather = { id: 'call_mN0pQ1r2_0', name: 'get_weather' };
      const now = { id: 'call_mN0pQ1r2_1', name: 'now' };
      expect(sent[0]?.body['contents']).toEqual([
        { role: 'user', parts: [{ text: 'Say hello.' }] },
        {
          role: 'model',
          parts: [
            {
              functionCall: { ...weather, args: { city: 'Wien', days: 2 } },
              thoughtSignature: 'c2lnbmF0dXJl',
            },
            { functionCall: { ...now, args: {} } },
          ],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { ...weather, response: { sky: 'clear' } } },
            { functionResponse: { ...now, response: { result: 'rain' } } },
          ],
        },
      ]);
    });
  });

  it.each([
    ['RECITATION', 'content_filter'],
    ['SPII', 'content_filter'],
    ['OTHER', 'content_filter'],
    ['SOMETHING_NEW', 'content_filter'],
  ])('says of the end %s that it is %s', async (finishReason, told) => {
    const answer = { candidates: [{ content: { parts: [{ text: 'Hm' }] }, finishReason }] };
    const completion = await replay(() => Response.json(answer)).provider.complete(REQUEST, attempt);
    expect(fromCompletion(completion)).toMatchObject({ text: 'Hm', finishReason: told, usage: null });
    expect(completion).toMatchObject({ id: 'r-1', model: REQUEST.model });
    expect(completion.choices).toMatchObject([{ native_finish_reason: finishReason }]);
    const parts = await streamed(replay(() => eventStream(answer)));
    const ends = parts.flatMap((part) => (part.type === 'chunk' ? part.chunk.choices : []));
    expect(ends.at(-1)).toMatchObject({ finish_reason: told, native_finish_reason: finishReason });
  });

  it.each([
    ['MALFORMED_FUNCTION_CALL', 'provider.invalid_response'],
    ['MALFORMED_RESPONSE', 'provider.invalid_response'],
    ['UNEXPECTED_TOOL_CALL', 'provider.invalid_response'],
    ['TOO_MANY_TOOL_CALLS', 'provider.invalid_response'],
    ['NO_IMAGE', 'provider.invalid_response'],
    ['MISSING_THOUGHT_SIGNATURE', 'provider.rejected'],
  ])(
    'takes %s for a failure of its model, whatever was said before, and tells its tokens',
    async (finishReason, code) => {
      const usageMetadata = { promptTokenCount: 7, candidatesTokenCount: 2, totalTokenCount: 9 };
      const answer = { candidates: [{ content: { parts: [{ text: 'Hm' }] }, finishReason }], usageMetadata };
      const message = expect.stringContaining(finishReason) as string;
      const whole = replay(() => Response.json(answer)).provider.complete(REQUEST, attempt);
      await expect(whole).rejects.toMatchObject({ code, message });
      const said = { candidates: [{ content: { parts: [{ text: 'Hm' }] } }] };
      const ended = { candidates: [{ finishReason }], usageMetadata };
      const parts: StreamPart[] = [];
      const read = async () => {
        const { provider } = replay(() => eventStream(said, ended));
        for await (const part of provider.stream(REQUEST, attempt)) parts.push(part);
      };
      await expect(read()).rejects.toMatchObject({ code, message });
      expect(parts).toMatchObject([
        { chunk: { choices: [{ delta: { content: 'Hm' } }] } },
        { chunk: { choices: [], usage: { total_tokens: 9 } } },
      ]);
    },
  );

  it('tells with each chunk what has been counted so far', async () => {
    const counts = [
      undefined,
      { promptTokenCount: 7, candidatesTokenCount: 2, totalTokenCount: 9 },
      undefined,
    ];
    const chunks = counts.map((usageMetadata, index) => ({
      candidates: [{ content: { parts: [{ text: 'Hi' }] }, ...(index === 2 && { finishReason: 'STOP' }) }],
      ...(usageMetadata && { usageMetadata }),
    }));
    const parts = await streamed(replay(() => eventStream(...chunks)));
    const counted = { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 };
    expect(parts.map((part) => (part.type === 'chunk' ? part.chunk.usage : part.type))).toEqual([
      undefined,
      counted,
      counted,
      counted,
      'finished',
    ]);
  });

  it('keeps several candidates apart', async () => {
    const candidates = ['One', 'Two'].map((text, index) => ({
      index,
      content: { parts: [{ text }] },
      finishReason: 'STOP',
    }));
    const { choices } = await replay(() => Response.json({ candidates })).provider.complete(REQUEST, attempt);
    expect(choices.map(({ index, message }) => [index, message.content])).toEqual([
      [0, 'One'],
      [1, 'Two'],
    ]);
    const parts = await streamed(replay(() => eventStream({ candidates })));
    expect(deltasOf(parts).map(({ content }) => content)).toEqual(['One', 'Two', undefined, undefined]);
  });

  it('takes a whole answer that does not say how it ended, but no stream', async () => {
    const answer = { candidates: [{ content: { parts: [{ text: 'Hm' }] } }] };
    const completion = await replay(() => Response.json(answer)).provider.complete(REQUEST, attempt);
    expect(fromCompletion(completion)).toMatchObject({ text: 'Hm', finishReason: null });
    const failure = await failureOf(streamed(replay(() => eventStream(answer))));
    expect(failure).toMatchObject({ code: 'provider.invalid_response' });
  });

  describe('fails with invalid_response', () => {
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;

    it.each<[string, string]>([
      ['null', 'null'],
      ['a text', '"Hello"'],
      ['an array', '[{"candidates":[]}]'],
      ['an empty object', '{}'],
      ['half of its JSON', '{"candidates":[{"con'],
      ['nothing', ''],
      ['HTML', '<html>'],
      ['candidates that are none', '{"candidates":[null,7,"x"]}'],
      ['candidates that are no array', '{"candidates":{"0":{"finishReason":"STOP"}}}'],
      ['only a second candidate', '{"candidates":[{"index":1,"finishReason":"STOP"}]}'],
      [
        'a candidate without a word that does not say how it ended',
        '{"candidates":[{"content":{"parts":[{"text":""}]}}]}',
      ],
      ['an end of another type', '{"candidates":[{"finishReason":{"toString":1}}]}'],
      ['a block of another type', '{"promptFeedback":{"blockReason":7}}'],
      [
        'a call without a name',
        '{"candidates":[{"content":{"parts":[{"functionCall":{"name":7}}]},"finishReason":"STOP"}]}',
      ],
      [
        'arguments without a bottom',
        `{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":${deep}}}]},"finishReason":"STOP"}]}`,
      ],
    ])('when the answer of 200 is %s', async (_, body) => {
      const whole = () => new Response(body, { headers: { 'content-type': 'application/json' } });
      const events = () =>
        new Response(`data: ${body}\n\n`, { headers: { 'content-type': 'text/event-stream' } });
      const expected = {
        code: 'provider.invalid_response',
        message: expect.stringMatching(/^Gemini API error: /) as string,
      };
      expect(await failureOf(replay(whole).provider.complete(REQUEST, attempt))).toMatchObject(expected);
      expect(await failureOf(streamed(replay(events)))).toMatchObject(expected);
    });
  });

  it('keeps the counts of a stream whose last chunk has none', async () => {
    const say = (text: string, more: object) => ({
      candidates: [{ index: 0, content: { parts: [{ text }] }, ...more }],
    });
    const usageMetadata = { promptTokenCount: 10, candidatesTokenCount: 30, thoughtsTokenCount: 20 };
    const parts = await streamed(
      replay(() =>
        eventStream(
          { ...say('Hi', {}), usageMetadata: { ...usageMetadata, totalTokenCount: 60 } },
          {
            ...say('!', { finishReason: 'STOP' }),
            usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 0, totalTokenCount: 0 },
          },
        ),
      ),
    );
    expect(parts.at(-1)).toMatchObject({
      usage: { prompt_tokens: 10, completion_tokens: 50, total_tokens: 60 },
    });
  });

  it('does not stumble over odd types where it can do without', async () => {
    const odd = {
      candidates: [
        {
          index: '0',
          content: { parts: [null, 7, { text: { a: 1 } }, { text: 'Hi' }, { functionCall: 'f' }] },
          finishReason: 'STOP',
        },
      ],
      usageMetadata: { promptTokenCount: -1, candidatesTokenCount: 'five', totalTokenCount: 1.5 },
      modelVersion: KEY,
      responseId: { toString: 1 },
    };
    const completion = await replay(() => Response.json(odd)).provider.complete(REQUEST, attempt);
    expect(completion).toMatchObject({ id: 'r-1', model: REQUEST.model });
    expect(fromCompletion(completion)).toMatchObject({ text: 'Hi', usage: null });
    expect(JSON.stringify(completion)).not.toContain(KEY);
  });

  it('asks at the address of the model, under its bare name', async () => {
    const { provider, sent } = replay(() => Response.json(fixtureAnswer('plain').whole));
    await provider.complete({ ...REQUEST, model: 'models/gemini-3.5-flash-lite' }, attempt);
    expect(sent[0]?.url).toBe(
      'https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash-lite:generateContent',
    );
    expect(sent[0]?.headers.get('x-goog-api-key')).toBe(KEY);
  });

  it('asks for a stream at its own address, and lets no name out of its place in it', async () => {
    const settings = { ...SETTINGS, baseUrl: 'http://127.0.0.1:9/v1beta/' };
    const { provider, sent } = replay(() => eventStream(...fixtureAnswer('plain').chunks), settings);
    const parts = provider.stream({ ...REQUEST, model: 'a/b:c@d' }, attempt);
    for await (const part of parts) expect(part).toBeDefined();
    expect(sent[0]?.url).toBe('http://127.0.0.1:9/v1beta/models/a%2Fb%3Ac%40d:streamGenerateContent?alt=sse');
  });
});
