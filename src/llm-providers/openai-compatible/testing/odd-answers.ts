import { upstreamFetchOf } from '../../../common/http/testing/response-fetch.js';
import { ManualClock } from '../../../common/testing/manual-clock.js';
import type { Completion, StreamPart } from '../../../port/canonical.js';
import { ACME, ACME_SETTINGS } from '../../../port/testing/fake-llm-provider.js';
import { OpenAiCompatibleProvider } from '../openai-compatible.provider.js';
import { createOpenAiSdkClient } from '../openai-sdk-client.js';

export const REQUEST = { model: 'acme-1', messages: [{ role: 'user' as const, content: 'Hello' }] };
export const ATTEMPT = { signal: new AbortController().signal, requestId: 'r-1', apiKey: null };

/** The real SDK over a transport that gives this body, called what it may. */
export function providerOver(body: string, type = 'application/json'): OpenAiCompatibleProvider {
  const answer = async () => new Response(body, { headers: { 'content-type': type } });
  const client = createOpenAiSdkClient(ACME_SETTINGS, upstreamFetchOf(answer));
  return new OpenAiCompatibleProvider(ACME, ACME_SETTINGS, client, new ManualClock());
}

export const complete = (answer: unknown) => providerOver(JSON.stringify(answer)).complete(REQUEST, ATTEMPT);
export const stream = (...chunks: readonly unknown[]): AsyncIterable<StreamPart> => {
  const body = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
  return providerOver(body, 'text/event-stream').stream(REQUEST, ATTEMPT);
};
export const said = ({ choices }: Completion) => choices[0]?.message;

export const STOP = { index: 0, delta: {}, finish_reason: 'stop' };
export const UNREADABLE = { code: 'provider.invalid_response' };
