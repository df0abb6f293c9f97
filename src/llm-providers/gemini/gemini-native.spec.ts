import type { StreamPart } from '../../port/canonical.js';
import { API_KEY, eventStream, KEY, replay } from './testing/replay.js';

const MODEL = 'gemini-2.5-flash';
const BODY = { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }], safetySettings: [] };
const REQUEST = { model: MODEL, body: BODY, headers: {} };
const attempt = { signal: new AbortController().signal, requestId: 'r-1', apiKey: API_KEY };

const said = (parts: readonly object[], more: object = {}) => ({
  candidates: [{ content: { role: 'model', parts }, ...more }],
  modelVersion: MODEL,
});
const [FIRST, SECOND, LAST] = [
  said([{ text: '', thoughtSignature: 'c2ln' }]),
  said([{ text: 'Hi' }]),
  {
    ...said([{ text: '!' }], { finishReason: 'STOP' }),
    usageMetadata: { promptTokenCount: 3 },
    ofTomorrow: 1,
  },
] as const;
const PICTURE = said([{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }]);
const nativeOf = (answer: () => Response) => {
  const { provider, sent } = replay(answer);
  return { native: provider.generateContent, sent };
};

async function partsOf(answer: () => Response): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of nativeOf(answer).native.stream(REQUEST, attempt)) parts.push(part);
  return parts;
}
const eventsOf = (parts: readonly StreamPart[]) => parts.flatMap(({ events = [] }) => events);
const dataOf = (parts: readonly StreamPart[]) => eventsOf(parts).map(({ data }) => data);

describe('GeminiNative', () => {
  it('gives a whole answer in the bytes that it came in, and what was read of it', async () => {
    const text = JSON.stringify(LAST, null, 2).replace('"!"', '"\\u0021 \\ud83d\\ude00"');
    const { native, sent } = nativeOf(() => new Response(text));
    const answer = await native.complete(REQUEST, attempt);
    expect(answer).toMatchObject({ text, body: JSON.parse(text) as object });
    expect(answer.completion.choices[0]?.message.content).toBe('! 😀');
    expect(sent[0]).toMatchObject({
      url: expect.stringContaining(`/models/${MODEL}:generateContent`) as string,
    });
    expect(sent[0]?.body).toEqual(BODY);
  });

  it('gives each chunk with the part that it was read from, the first ones with the first word', async () => {
    const parts = await partsOf(() => eventStream(FIRST, SECOND, LAST));
    expect(dataOf(parts)).toEqual([FIRST, SECOND, LAST]);
    expect(eventsOf(parts).map(({ text }) => text)).toEqual(
      [FIRST, SECOND, LAST].map((one) => JSON.stringify(one)),
    );
    expect(dataOf(parts.slice(0, 2))).toEqual([FIRST, SECOND]);
    expect(parts.at(-1)).toMatchObject({
      type: 'finished',
      finishReason: 'stop',
      usage: { prompt_tokens: 3 },
    });
  });

  it('passes on what the canonical form has no words for, as an answer that has begun', async () => {
    const parts = await partsOf(() => eventStream(PICTURE, LAST));
    expect(dataOf(parts.slice(0, 1))).toEqual([PICTURE]);
    const { native } = nativeOf(() => Response.json(PICTURE));
    await expect(native.complete(REQUEST, attempt)).resolves.toMatchObject({ body: PICTURE });
  });

  it('takes every end for one', async () => {
    const failed = said([{ text: 'so' }], { finishReason: 'MALFORMED_FUNCTION_CALL' });
    const parts = await partsOf(() => eventStream(failed));
    expect([dataOf(parts), parts.at(-1)?.type]).toEqual([[failed], 'finished']);
    const { native } = nativeOf(() => Response.json(failed));
    await expect(native.complete(REQUEST, attempt)).resolves.toMatchObject({ body: failed });
  });

  it('tells of a blocked prompt in its words', async () => {
    const blocked = { promptFeedback: { blockReason: 'SAFETY' }, modelVersion: MODEL };
    expect(dataOf(await partsOf(() => eventStream(blocked)))).toEqual([blocked]);
  });

  it('fails where a stream just stops, or reports an error', async () => {
    await expect(partsOf(() => eventStream(SECOND))).rejects.toMatchObject({
      code: 'provider.invalid_response',
    });
    const error = { error: { code: 503, status: 'UNAVAILABLE', message: 'overloaded' } };
    await expect(partsOf(() => eventStream(SECOND, error))).rejects.toMatchObject({
      code: 'provider.unavailable',
    });
  });

  it('keeps our key out of names, and few chunks that say nothing', async () => {
    const named = { ...said([{ text: 'Hi' }], { finishReason: KEY }), modelVersion: KEY, responseId: KEY };
    const own = { ...said([{ text: 'Hi' }], { finishReason: 'OTHER' }), responseId: '' };
    const { native } = nativeOf(() => Response.json(named));
    expect(await native.complete(REQUEST, attempt)).toEqual({
      body: own,
      completion: expect.anything() as object,
    });
    const empty = Array.from({ length: 1_100 }, () => said([]));
    await expect(partsOf(() => eventStream(...empty))).rejects.toMatchObject({
      code: 'provider.invalid_response',
    });
  });

  it('marks a call that no Gemini signed, for models that ask for it', async () => {
    const call = { functionCall: { name: 'f', args: {} } };
    const signed = { functionCall: { name: 'g', args: {} }, thoughtSignature: 'c2ln' };
    const contents = [
      { role: 'model', parts: [{ text: 'a' }, call, call] },
      { role: 'model', parts: [signed, call] },
    ];
    const body = { contents };
    const { native, sent } = nativeOf(() => Response.json(LAST));
    await native.complete({ ...REQUEST, body }, attempt);
    await native.complete({ model: 'gemini-3-flash-preview', body, headers: {} }, attempt);
    expect(sent[0]?.body).toEqual(body);
    const marked = { ...call, thoughtSignature: 'skip_thought_signature_validator' };
    expect(sent[1]?.body).toEqual({
      contents: [{ role: 'model', parts: [{ text: 'a' }, marked, call] }, contents[1]],
    });
  });

  it('counts tokens and makes vectors, as the provider tells it', async () => {
    const count = nativeOf(() => new Response('{ "totalTokens": 3, "more": 1 }'));
    expect(await count.native.countTokens(REQUEST, attempt)).toMatchObject({
      body: { totalTokens: 3, more: 1 },
      text: '{ "totalTokens": 3, "more": 1 }',
    });
    expect(count.sent[0]?.url).toContain(':countTokens');
    const answer = { embedding: { values: [1] }, usageMetadata: { promptTokenCount: 2 } };
    const vectors = nativeOf(() => Response.json(answer));
    expect(await vectors.native.embed('embedContent', REQUEST, attempt)).toMatchObject({
      body: answer,
      usage: { prompt_tokens: 2, total_tokens: 2 },
    });
    const none = nativeOf(() => Response.json({}));
    await expect(none.native.countTokens(REQUEST, attempt)).rejects.toMatchObject({
      code: 'provider.invalid_response',
    });
  });
});
