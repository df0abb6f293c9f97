import type { GatewayError } from '../common/errors.js';
import type { Completion, CompletionUsage, FinishedPart } from '../llm-providers/port/canonical.js';

/** Something about the request was changed or is about to change at the provider; the caller is told. */
export interface CompletionWarning {
  /** The parameter it is about; absent when it is about the model. */
  readonly parameter?: string;
  /** The model it is about, by its name at the provider; absent when it is about a parameter. */
  readonly model?: string;
  /** `exhausted`: the token limit was used up before any text appeared. */
  readonly action: 'renamed' | 'dropped' | 'changed' | 'deprecated' | 'exhausted';
  readonly reason: string;
}

/** The announced end of the model that answered. */
export interface ModelSunset {
  /** The day by which the announcement had been read, YYYY-MM-DD. */
  readonly announcedBy: string;
  /** YYYY-MM-DD. */
  readonly shutdownDate: string;
}

/** What is known of a call before its first answer arrives. */
export interface PreparedCall {
  readonly warnings: readonly CompletionWarning[];
  readonly sunset: ModelSunset | null;
  /** When it was sent, in milliseconds since the Unix epoch; prices have dates. */
  readonly atMs: number;
}

export interface CompletionResult extends PreparedCall {
  readonly completion: Completion;
}

/** How a call ended; there is one for each call. */
export interface CallReport {
  readonly requestId: string;
  readonly providerId: string;
  /** As the caller named it, or the default. */
  readonly model: string;
  /** As the provider named the model that answered, or as it was asked. */
  readonly providerModel: string;
  readonly isStream: boolean;
  readonly outcome: 'finished' | 'failed' | 'cancelled' | 'timed-out';
  readonly error: GatewayError | null;
  readonly finishReason: FinishedPart['finishReason'] | null;
  readonly usage: CompletionUsage | null;
  /** From the request to the provider to the end; `null` = the provider was not asked. */
  readonly upstreamMs: number | null;
  /** To the first part of the answer; `null` = none came. */
  readonly firstPartMs: number | null;
}
