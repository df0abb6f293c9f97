import { join } from 'node:path';
import { upstreamFetchOf, type ResponseFetch } from '../../../common/http/testing/response-fetch.js';
import { ManualClock } from '../../../common/testing/manual-clock.js';
import type { ProviderSettings } from '../../../port/provider-definition.js';
import { loadFixtures } from '../../../port/testing/contract/fixtures.js';
import { createGeminiClient } from '../gemini-client.js';
import { gemini } from '../gemini.definition.js';
import { GeminiProvider } from '../gemini.provider.js';

export const KEY = 'AIzaCanary-0123456789abcdef';

export const API_KEY = { variable: 'GEMINI_API_KEY', value: KEY };

export const SETTINGS: ProviderSettings = Object.freeze({
  apiKeys: [API_KEY],
  baseUrl: gemini.baseUrl,
  defaultModel: gemini.defaultModel,
  modelAliases: new Map<string, string>(),
});

export const FIXTURES = loadFixtures(join(__dirname, '..', 'fixtures'));

/** A fixture, whole and in the chunks of its stream. */
export function fixtureAnswer(name: string): {
  readonly whole: unknown;
  readonly chunks: readonly unknown[];
} {
  const fixture = FIXTURES.answers.find((answer) => answer.name === name);
  const data = fixture?.stream?.matchAll(/^data: (.*)$/gm) ?? [];
  return { whole: fixture?.body, chunks: Array.from(data, ([, json = '']) => JSON.parse(json) as unknown) };
}

export interface SentRequest {
  readonly url: string;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Replay {
  readonly provider: GeminiProvider;
  readonly sent: readonly SentRequest[];
}

/** The adapter with its real client, over a transport that gives this answer. */
export function replay(
  answer: () => Response,
  settings = SETTINGS,
  nowMs = Date.parse('2026-11-23'),
): Replay {
  const sent: SentRequest[] = [];
  const clock = new ManualClock(nowMs);
  const fetch: ResponseFetch = (url, init = {}) => {
    sent.push({
      url: url,
      headers: new Headers(init.headers),
      body: JSON.parse(init.body as string) as Record<string, unknown>,
    });
    return Promise.resolve(answer());
  };
  return {
    provider: new GeminiProvider(
      gemini,
      settings,
      createGeminiClient(settings, upstreamFetchOf(fetch), clock),
      clock,
    ),
    sent,
  };
}

/** Server-sent events as Gemini writes them: CRLF, no `[DONE]`. */
export function eventStream(...chunks: readonly unknown[]): Response {
  const body = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`).join('');
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}
