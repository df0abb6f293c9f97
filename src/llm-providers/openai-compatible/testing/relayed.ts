import type { Dispatcher } from 'undici';
import type { Clock } from '../../../common/clock.js';
import { upstreamFetchOf } from '../../../common/http/testing/response-fetch.js';
import { UpstreamExchange } from '../../../common/http/upstream-exchange.js';
import type { UpstreamRequestInit } from '../../../common/http/upstream-fetch.js';
import type { ProviderDefinition, ProviderSettings } from '../../../port/provider-definition.js';
import { ACME, ACME_SETTINGS } from '../../../port/testing/fake-llm-provider.js';
import { createOpenAiSdkClient } from '../openai-sdk-client.js';
import { OpenAiCompatibleProvider } from '../openai-compatible.provider.js';

const TERMS = {
  firstByteTimeoutMs: 60_000,
  maxBytes: 10_000_000,
  maxWholeBytes: 1_000_000,
  maxValues: 1_000_000,
};

/** An exchange whose answer comes as a spec says, and the connection it is on. */
export class ScriptedExchange {
  readonly exchange: UpstreamExchange;
  isPaused = false;
  private isConnected = false;
  /** Why the connection was ended from our side. */
  aborted: Error | null = null;
  private readonly controller = {
    abort: (reason: Error) => void (this.aborted ??= reason),
    pause: () => void (this.isPaused = true),
    resume: () => void (this.isPaused = false),
  } as unknown as Dispatcher.DispatchController;

  constructor(terms: Partial<typeof TERMS> = {}) {
    this.exchange = new UpstreamExchange({ ...TERMS, ...terms });
  }

  connected(): void {
    this.isConnected = true;
    this.exchange.onRequestStart(this.controller);
  }

  head(status = 200, type = 'text/event-stream', headers: Readonly<Record<string, string>> = {}): void {
    if (!this.isConnected) this.connected();
    this.exchange.onResponseStart(this.controller, status, { 'content-type': type, ...headers });
  }

  /** So many pieces in one turn, which is over with them. */
  came(...pieces: (string | Uint8Array)[]): void {
    this.read(...pieces);
    this.exchange.tellPieces();
  }

  /** The same in the middle of a turn. */
  read(...pieces: (string | Uint8Array)[]): void {
    for (const piece of pieces)
      this.exchange.onResponseData(this.controller, Buffer.from(piece as Uint8Array));
  }

  ended(): void {
    this.exchange.onResponseEnd();
  }

  failed(error: Error = Object.assign(new Error('reset'), { code: 'ECONNRESET' })): void {
    this.exchange.onResponseError(this.controller, error);
  }
}

/** What a provider was asked by `begin`, and how. */
export interface BegunRequest {
  readonly headers: readonly string[];
  readonly body: string;
}

/** A provider of OpenAI's wire. Its first answers come by exchanges, later ones from `answers`, in their turn. */
export function relayedProvider(
  clock: Clock,
  settings: Partial<ProviderSettings> = {},
  definition: ProviderDefinition = ACME,
) {
  const begun: ScriptedExchange[] = [];
  const asked: BegunRequest[] = [];
  const answers: ((init?: UpstreamRequestInit) => Response | Promise<Response>)[] = [];
  const all = { ...ACME_SETTINGS, ...settings };
  const fetch = upstreamFetchOf(async (_url, init) => {
    const answer = answers.shift();
    if (!answer) throw new Error('nothing more is answered');
    return answer(init);
  });
  const begin = (_address: unknown, headers: readonly string[], body: string | Buffer) => {
    const scripted = new ScriptedExchange();
    begun.push(scripted);
    asked.push({ headers, body: String(body) });
    return scripted.exchange;
  };
  const client = createOpenAiSdkClient(all, Object.assign(fetch, { begin }));
  const provider = new OpenAiCompatibleProvider(definition, all, client, clock);
  return { provider, begun, asked, answers };
}
