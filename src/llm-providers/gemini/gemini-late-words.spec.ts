import { setImmediate as turn } from 'node:timers/promises';
import { upstreamFetchOf } from '../../common/http/testing/response-fetch.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { joinParts } from '../../port/join-parts.js';
import { createGeminiClient } from './gemini-client.js';
import { gemini } from './gemini.definition.js';
import { GeminiProvider } from './gemini.provider.js';
import { API_KEY, SETTINGS } from './testing/replay.js';

const request = { model: 'gemini-3.5-flash-lite', messages: [{ role: 'user' as const, content: 'Hello' }] };
const attempt = { signal: new AbortController().signal, requestId: 'r-1', apiKey: API_KEY };
const event = (text: string) => {
  const candidate = { index: 0, content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP' };
  return `data: ${JSON.stringify({ candidates: [candidate] })}\r\n\r\n`;
};

describe('a stream of Gemini that says STOP before its first word', () => {
  it('is waited for beyond the wait behind an answer that is over', async () => {
    const clock = new ManualClock();
    let source: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (source = controller) });
    const say = (text: string) => source?.enqueue(new TextEncoder().encode(text));
    const fetch = upstreamFetchOf(async () => new Response(body));
    const provider = new GeminiProvider(gemini, SETTINGS, createGeminiClient(SETTINGS, fetch, clock), clock);
    const answer = joinParts(provider.stream(request, attempt));

    say(event(''));
    for (let turns = 0; turns < 20; turns += 1) await turn();
    clock.advance(6_000);
    say(event('Hello!'));
    for (let turns = 0; turns < 20; turns += 1) await turn();
    source?.close();

    const { choices } = await answer;
    expect(choices).toMatchObject([{ message: { content: 'Hello!' }, finish_reason: 'stop' }]);
  });
});
