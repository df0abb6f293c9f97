import { EVENT_STREAM } from '../../common/http/upstream-answer.js';
import {
  toUpstreamAddress,
  type BeginRequest,
  type UpstreamAddress,
} from '../../common/http/upstream-fetch.js';
import type { RawHeaders, UpstreamExchange } from '../../common/http/upstream-exchange.js';
import { asWritten } from '../../common/written-numbers.js';
import type { Completion, CompletionRequest } from '../../port/canonical.js';
import type { ChatRelay, RelayedAttempt } from '../../port/chat-relay.js';
import type { LimitHeaders } from '../../port/llm-provider.js';
import type { ConfiguredProvider } from '../../port/configured-provider.js';
import { limitHeadersIn } from '../upstream/limit-headers.js';
import { upstreamHeaders } from '../upstream/upstream-headers.js';
import { isHarmlessModelName } from '../upstream/wire-fields.js';
import { readUsualAnswer } from './usual-answer.js';

const OURS = { 'content-type': 'application/json', 'user-agent': 'tollgate' };
const AUTHORIZATION = 'authorization';
/** Set for each request. */
const OF_REQUEST = ['accept', 'x-request-id', AUTHORIZATION];

interface OpenAiRelayParts {
  readonly begin: BeginRequest;
  /** Of the API. */
  readonly baseUrl: string;
  readonly frames: ChatRelay['frames'];
  readonly takes: ChatRelay['takes'];
}

/** Chat completions of a provider that speaks OpenAI's wire, relayed. */
export class OpenAiRelay implements ChatRelay {
  private readonly address: UpstreamAddress;
  private readonly fixed: readonly string[];
  /** The operator's own, for a provider without keys; `null` = there is none. */
  private readonly authorization: string | null;
  private readonly keys: readonly string[];
  /** The last name that was looked at and found harmless: most answers name the same. */
  private harmlessName: unknown = null;

  readonly frames: ChatRelay['frames'];
  readonly takes: ChatRelay['takes'];
  private readonly send: BeginRequest;

  constructor({ settings }: ConfiguredProvider, { begin, baseUrl, frames, takes }: OpenAiRelayParts) {
    this.send = begin;
    this.frames = frames;
    this.takes = takes;
    this.address = toUpstreamAddress(`${baseUrl.replace(/\/$/, '')}/chat/completions`);
    const headers = upstreamHeaders(settings.headers, OURS);
    this.authorization = headers.get(AUTHORIZATION);
    for (const name of OF_REQUEST) headers.delete(name);
    this.fixed = [...headers].flat();
    this.keys = settings.apiKeys.map(({ value }) => value);
  }

  begin(
    request: CompletionRequest,
    attempt: RelayedAttempt,
    isStream: boolean,
    body: Buffer | null = null,
  ): UpstreamExchange {
    const { requestId, apiKey, headers: more } = attempt;
    const accept = isStream ? EVENT_STREAM : 'application/json';
    const headers = [...this.fixed, 'accept', accept, 'x-request-id', requestId];
    const authorization = apiKey === null ? this.authorization : `Bearer ${apiKey.value}`;
    if (authorization !== null) headers.push(AUTHORIZATION, authorization);
    if (more) for (const name in more) headers.push(name, more[name]!);
    const written = () =>
      isStream
        ? ownBytes(JSON.stringify(asWritten({ ...request, stream: true })))
        : JSON.stringify(asWritten(request));
    return this.send(this.address, headers, body ?? written());
  }

  readHead(status: number, headers: RawHeaders, isStream: boolean): LimitHeaders | null {
    const { 'content-type': type, 'content-encoding': coding } = headers;
    if (status !== 200 || coding !== undefined || typeof type !== 'string') return null;
    const isUsual = type.startsWith(isStream ? EVENT_STREAM : 'application/json');
    return isUsual ? limitHeadersIn(headers, this.keys) : null;
  }

  readWhole(body: Buffer, request: CompletionRequest): Completion | null {
    return readUsualAnswer(body, (name) => this.isModelName(name, request));
  }

  private isModelName(name: unknown, { model }: CompletionRequest): boolean {
    if (name === model || (name === this.harmlessName && name !== null)) return true;
    if (!isHarmlessModelName(name, this.keys)) return false;
    this.harmlessName = name;
    return true;
  }
}

/**
 * A text as bytes in memory of their own: the transport keeps them as long as the stream takes, and as a small buffer
 * each would keep its share of a block of 64 KiB with all that is long over.
 */
function ownBytes(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return bytes;
}
