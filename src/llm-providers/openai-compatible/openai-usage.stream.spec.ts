import { upstreamFetchOf } from '../../common/http/testing/response-fetch.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import type { CompletionUsage } from '../../port/canonical.js';
import { ACME, ACME_SETTINGS, chunkOf } from '../../port/testing/fake-llm-provider.js';
import { OpenAiCompatibleProvider } from './openai-compatible.provider.js';
import { createOpenAiSdkClient } from './openai-sdk-client.js';

const REQUEST = { model: 'acme-1', messages: [{ role: 'user' as const, content: 'Hello' }] };
const attempt = { signal: new AbortController().signal, requestId: 'r-1', apiKey: null };
const counted = (prompt: number, completion: number) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
});
const text = chunkOf({ content: 'Hi' });
const last = { ...chunkOf({}), choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
const bare = { ...chunkOf({}), choices: [] };

/** The usage at the end of a stream of these chunks, and the one that its last chunk with usage had. */
async function usageOf(...chunks: readonly object[]) {
  const body = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
  const answer = async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  const client = createOpenAiSdkClient(ACME_SETTINGS, upstreamFetchOf(answer));
  const provider = new OpenAiCompatibleProvider(ACME, ACME_SETTINGS, client, new ManualClock());
  let end: CompletionUsage | null = null;
  let lastOfChunks: CompletionUsage | null = null;
  for await (const part of provider.stream(REQUEST, attempt)) {
    if (part.type === 'finished') end = part.usage;
    else lastOfChunks = part.chunk.usage ?? lastOfChunks;
  }
  return { end, lastOfChunks };
}

describe('the usage of a stream', () => {
  it.each<[string, readonly object[]]>([
    ['in its last chunk', [text, last, { ...bare, usage: counted(10, 20) }]],
    ['in its midst', [{ ...text, usage: counted(10, 20) }, text, last]],
    ['before zeros', [{ ...text, usage: counted(10, 20) }, last, { ...bare, usage: counted(0, 0) }]],
    ['before an empty one', [{ ...text, usage: counted(10, 20) }, last, { ...bare, usage: {} }]],
    [
      'before a null',
      [
        { ...text, usage: counted(10, 20) },
        { ...last, usage: null },
      ],
    ],
    [
      'on every chunk, growing',
      [1, 9, 20].map((count): object => ({ ...text, usage: counted(10, count) })).concat(last),
    ],
    [
      'on every chunk, with less at the end',
      [
        { ...text, usage: counted(10, 20) },
        { ...last, usage: counted(10, 1) },
      ],
    ],
    [
      'in parts',
      [
        { ...text, usage: { prompt_tokens: 10 } },
        { ...last, usage: { prompt_tokens: 0, completion_tokens: 20 } },
      ],
    ],
    ['in the choice', [text, { ...last, choices: [{ ...last.choices[0], usage: counted(10, 20) }] }]],
    ['in x_groq', [text, { ...last, x_groq: { usage: counted(10, 20) } }]],
  ])('is the same %s', async (_, chunks) => {
    const { end, lastOfChunks } = await usageOf(...chunks);
    expect(end).toEqual(counted(10, 20));
    expect(lastOfChunks).toEqual(end);
  });

  it('says which part was not counted, as its provider does', async () => {
    const usage = { ...counted(10, 20), prompt_tokens_details: null };
    const { end, lastOfChunks } = await usageOf(text, last, { ...bare, usage });
    expect([end, lastOfChunks]).toEqual([usage, usage]);
  });

  it('has reasoning inside, where the total says that it stood beside', async () => {
    const usage = {
      ...counted(10, 200),
      total_tokens: 310,
      completion_tokens_details: { reasoning_tokens: 100 },
    };
    expect((await usageOf(text, { ...last, usage })).end).toMatchObject(counted(10, 300));
  });
});
