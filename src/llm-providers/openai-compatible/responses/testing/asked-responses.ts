import { upstreamFetchOf } from '../../../../common/http/testing/response-fetch.js';
import { ManualClock } from '../../../../common/testing/manual-clock.js';
import type { Completion, CompletionRequest } from '../../../../port/canonical.js';
import { joinParts } from '../../../../port/join-parts.js';
import type { ApiKey, ProviderDefinition } from '../../../../port/provider-definition.js';
import { ACME, ACME_SETTINGS } from '../../../../port/testing/fake-llm-provider.js';
import { OpenAiCompatibleProvider } from '../../openai-compatible.provider.js';
import { createOpenAiSdkClient } from '../../openai-sdk-client.js';

type Fields = Readonly<Record<string, unknown>>;

export const REQUEST: CompletionRequest = { model: 'acme-1', messages: [{ role: 'user', content: 'Hello' }] };
export const FINISHED: Fields = { id: 'resp_1', status: 'completed', model: 'acme-1', output: [] };

/** Events as they stand on the wire, by their types. */
export function events(...all: readonly Fields[]): string {
  return all.map((event) => `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}

interface Asked {
  readonly request?: CompletionRequest;
  readonly definition?: ProviderDefinition;
  readonly apiKey?: ApiKey | null;
}

/** A provider without chat completions, what it was asked, and what came of its answer: JSON, or events. */
export async function asked(
  answer: string | Fields,
  { request = REQUEST, definition = ACME, apiKey = null }: Asked = {},
) {
  const sent: { url: string; body: Fields }[] = [];
  const settings = { ...ACME_SETTINGS, hasChat: false };
  const isStream = typeof answer === 'string';
  const fetch = upstreamFetchOf(async (url, init) => {
    sent.push({ url, body: JSON.parse(String(init?.body)) as Fields });
    const type = isStream ? 'text/event-stream' : 'application/json';
    return new Response(isStream ? answer : JSON.stringify(answer), { headers: { 'content-type': type } });
  });
  const client = createOpenAiSdkClient(settings, fetch);
  const provider = new OpenAiCompatibleProvider(definition, settings, client, new ManualClock());
  const attempt = { signal: new AbortController().signal, requestId: 'r-1', apiKey };
  const completion: Completion = isStream
    ? await joinParts(provider.stream(request, attempt))
    : await provider.complete(request, attempt);
  return { ...sent[0]!, completion };
}
