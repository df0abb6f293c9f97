import type { UpstreamExchange } from '../common/http/upstream-exchange.js';
import type { CompletionUsage, StreamPart } from './canonical.js';
import type { ApiKey } from './provider-definition.js';

/** A provider's headers about what is left of its limits. */
export type LimitHeaders = Readonly<Record<string, string>>;

/** One try at one provider. */
export interface Attempt {
  /**
   * Aborted when the caller leaves, a deadline passes or the gateway drains; its `reason` is the `GatewayError`
   * to end with. An adapter that sees it destroys its connection.
   */
  readonly signal: AbortSignal;
  readonly requestId: string;
  /** The key to use; `null` = the provider needs none. */
  readonly apiKey: ApiKey | null;
  /** Headers of this call alone, such as those of a trace. */
  readonly headers?: Readonly<Record<string, string>>;
  /** To be told how many bytes of memory a whole answer holds so far; what it throws ends the attempt. */
  readonly meterAnswer?: (bytes: number) => void;
  /** To be told what the headers of an answer, or a failure, say of the provider's limits; by their names there. */
  readonly noteLimits?: (headers: LimitHeaders) => void;
  /** To be told what a whole answer counted as soon as that is read, also where the answer then turns out to be none. */
  readonly noteUsage?: (usage: CompletionUsage) => void;
  /** To be told of the parts of a whole answer that comes as a stream. */
  readonly notePart?: (part: StreamPart) => void;
  /** The request is on its way already, by the provider's `relay`: its answer is to be read, and nothing sent. */
  readonly begun?: UpstreamExchange;
}
