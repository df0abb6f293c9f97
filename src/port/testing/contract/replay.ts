import type { UpstreamFetch } from '../../../common/http/upstream-fetch.js';
import { upstreamFetchOf, type ResponseFetch } from '../../../common/http/testing/response-fetch.js';
import { ManualClock } from '../../../common/testing/manual-clock.js';
import type { Clock } from '../../../common/clock.js';
import type { CompletionRequest, StreamPart } from '../../canonical.js';
import type { Attempt, LlmProvider } from '../../llm-provider.js';
import type { ApiKey, ProviderDefinition, ProviderSettings } from '../../provider-definition.js';

/** What the suite uses of a catalogue's entry. */
export interface ContractEntry {
  readonly definition: ProviderDefinition;
  readonly client: {
    create(settings: ProviderSettings, fetch: UpstreamFetch, clock: Clock): object;
  } | null;
  readonly createAdapter: (
    configured: { readonly definition: ProviderDefinition; readonly settings: ProviderSettings },
    client: never,
    clock: Clock,
  ) => LlmProvider;
}

/** The key of every replayed call, for looking where it must not be. */
export const KEY = 'contract-canary-0123456789';
/** For a test that calls once for each byte: time enough on a busy machine. */
export const MANY_CALLS_MS = 120_000;

const NOW_MS = Date.parse('2026-11-23T12:00:00Z');

/** The real adapter over its real client, over a transport that gives this answer. */
export function adapterOver(
  entry: ContractEntry,
  fetch: ResponseFetch,
  clock: Clock = new ManualClock(NOW_MS),
): LlmProvider {
  const { definition } = entry;
  const apiKey = apiKeyOf(definition);
  const settings: ProviderSettings = {
    apiKeys: apiKey ? [apiKey] : [],
    baseUrl: definition.baseUrl,
    defaultModel: definition.defaultModel,
    modelAliases: new Map(),
  };
  const client = entry.client?.create(settings, upstreamFetchOf(fetch), clock) ?? null;
  return entry.createAdapter({ definition, settings }, client as never, clock);
}

/** Fails the test that asks: there is nothing to be sent. */
export const noWire: ResponseFetch = () => Promise.reject(new Error('nothing goes over a wire here'));

export function attemptFor(
  { definition }: ContractEntry,
  signal: AbortSignal = new AbortController().signal,
): Attempt {
  return { signal, requestId: 'r-1', apiKey: apiKeyOf(definition) };
}

export function requestFor(
  { definition }: ContractEntry,
  own: Partial<CompletionRequest> = {},
): CompletionRequest {
  return { model: definition.defaultModel, messages: [{ role: 'user', content: 'Say hello.' }], ...own };
}

function apiKeyOf({ apiKeyVariable: variable }: ProviderDefinition): ApiKey | null {
  return variable === null ? null : { variable, value: KEY };
}

export function jsonResponse(
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
  status = 200,
): Response {
  return new Response(typeof body === 'string' ? body : new Uint8Array(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

/** An event stream whose bytes arrive in these pieces. */
export function streamResponse(...pieces: readonly Uint8Array[]): Response {
  const copies = pieces.map((piece) => new Uint8Array(piece));
  const body = copies.length === 1 ? copies[0] : ReadableStream.from(copies);
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

/** The bytes under a type of their own; `null` = without one. */
export function typedResponse(bytes: Uint8Array, type: string | null): Response {
  return new Response(new Uint8Array(bytes), { headers: type === null ? {} : { 'content-type': type } });
}

/** Streams the same request again and again, each time over an answer in other pieces, through one adapter. */
export function streamReader(
  entry: ContractEntry,
  request?: Partial<CompletionRequest>,
): (...pieces: readonly Uint8Array[]) => Promise<ReadParts> {
  let next: readonly Uint8Array[] = [];
  const provider = adapterOver(entry, async () => streamResponse(...next));
  return (...pieces) => {
    next = pieces;
    return readParts(provider.stream(requestFor(entry, request), attemptFor(entry)));
  };
}

export interface ReadParts {
  readonly parts: readonly StreamPart[];
  /** What the stream failed with; `null` = it came to its end. */
  readonly error: unknown;
}

export async function readParts(stream: AsyncIterable<StreamPart>): Promise<ReadParts> {
  const parts: StreamPart[] = [];
  try {
    for await (const part of stream) parts.push(part);
    return { parts, error: null };
  } catch (error) {
    return { parts, error };
  }
}
