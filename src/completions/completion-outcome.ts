import type { GatewayError } from '../common/errors.js';
import type { HeadersInTurns } from '../common/http/headers-in-turns.js';
import type { Completion, CompletionUsage, FinishedPart } from '../port/canonical.js';
import type { AffinityOutcome } from '../policies/affinity/session-memory.js';
import type { LimitHeaders } from '../port/llm-provider.js';
import type { CostParts } from '../pricing/cost-parts.js';
import type { AttemptCause } from './attempt-reason.js';
import type { CallOrigin } from './call-origin.js';
import type { CallTarget } from './completion-call.js';
import type { OperationName } from './operations.js';
import type { CompletionWarning, ModelSunset } from './completion-warning.js';

/** What an answer cost, and who says so. */
export interface AnswerCost {
  /** US dollars as an exact decimal string; `null` = unknown. */
  readonly usd: string | null;
  readonly source: 'provider' | 'price_table' | null;
}

/** What an attempt, or a call with all its attempts, cost. */
export interface CallCost {
  /** US dollars as an exact decimal string; `null` = not known, be it of one attempt among several. */
  readonly usd: string | null;
  /**
   * The least certain of those who say so. `estimate` = a known price, and tokens that were not all reported; `null` =
   * not known, or there was nothing to count: then it is `0`.
   */
  readonly source: AnswerCost['source'] | 'estimate';
}

/** What is known of a call once a provider answers it. */
export interface AnsweringCall {
  readonly warnings: readonly CompletionWarning[];
  readonly sunset: ModelSunset | null;
  /** Who answers. */
  readonly target: CallTarget;
  /** How often providers were asked, this time included. */
  readonly attempts: number;
  /** Spent with providers until now, in milliseconds. */
  readonly upstreamMs: number;
  /** What the headers of the answer say of the provider's limits. */
  readonly limitHeaders: LimitHeaders;
  /** What became of its conversation; `null` = it belongs to none, or there was nothing to choose. */
  readonly affinity: AffinityOutcome | null;
  /** Headers that tell what room is left in budgets and limits; left out = none holds for the call. */
  readonly roomHeaders?: HeadersInTurns;
}

/** A whole answer, who gave it, and what it cost by itself. */
export interface CompletionResult<Answer = Completion> extends AnsweringCall {
  readonly completion: Answer;
  readonly cost: AnswerCost;
}

/** The good end of a stream, with what it cost. */
export interface PricedEnd extends FinishedPart {
  readonly cost: AnswerCost;
}

/** What one try came to. */
export interface AttemptBill {
  /**
   * What was reported until its end, with an estimate for what was not; `null` = it failed before the provider counted
   * anything.
   */
  readonly usage: CompletionUsage | null;
  /** The part of it that the provider reported; `null` = nothing. */
  readonly reportedUsage: CompletionUsage | null;
  readonly isUsageEstimated: boolean;
  readonly cost: CallCost;
  /** What its tokens cost by prices that are known here, whatever its provider says; `null` = not known. */
  readonly parts: CostParts | null;
}

/** One try at one provider. */
export interface AttemptReport extends AttemptBill, AttemptCause {
  readonly providerId: string;
  /** As the route, or the caller, names it. */
  readonly model: string;
  /** As the provider was asked for it. */
  readonly providerModel: string;
  /** Which of the provider's keys it came with, by the variable that holds it; `null` = it needs none. */
  readonly apiKeyVariable: string | null;
  readonly outcome: 'answered' | 'failed' | 'cancelled';
  readonly error: GatewayError | null;
  /** When its request went out, in milliseconds since the Unix epoch. */
  readonly startedAtMs: number;
  /** Of its span, which its provider was told of; `null` = none is recorded, or nobody was told. */
  readonly spanId: string | null;
  /** From the request to the provider to the end of its answer. */
  readonly upstreamMs: number;
  /** To the first part of the answer that tells something, be it its end; `null` = none came. */
  readonly firstPartMs: number | null;
  /**
   * To the first word, thought or part of a tool call of a stream, without the time that the reader took; `null` = none
   * came, or it was no stream.
   */
  readonly firstTokenMs: number | null;
}

/** A target that a route left for its next one, whether it was asked or not. */
export interface FallbackReport {
  readonly providerId: string;
  /** As the route names it. */
  readonly model: string;
  /** What it failed with, or why it was not asked. */
  readonly error: GatewayError;
}

/** A parameter that the gateway had added to a request; the target refused it, and was asked again without it. */
export interface RefusedAddition {
  readonly providerId: string;
  /** As the route, or the caller, names it. */
  readonly model: string;
  readonly parameter: string;
}

/** How a call ended; there is one for each call. Times in milliseconds. */
export interface CallReport {
  readonly requestId: string;
  /** Who made it; left out = callers are not told apart. */
  readonly callerId?: string;
  /** What its request said of itself; `null` = it came from inside the process. */
  readonly origin: CallOrigin | null;
  /** When it was made, in milliseconds since the Unix epoch. */
  readonly startedAtMs: number;
  readonly routeId: string | null;
  /** Who answered, or was asked last, or would have been. */
  readonly providerId: string;
  /** The model of that target, as the route or the caller names it. */
  readonly targetModel: string;
  /** As the caller named it, or the default; of a route, its id. */
  readonly model: string;
  /** As the provider named the model that answered, or as it was asked. */
  readonly providerModel: string;
  /** Of its answer, as the provider named it; `null` = it named none, or nothing came. */
  readonly responseId: string | null;
  readonly operation: OperationName;
  readonly isStream: boolean;
  readonly outcome: 'finished' | 'failed' | 'cancelled' | 'timed-out';
  readonly error: GatewayError | null;
  /** `null` = it did not finish, or names none in one word. */
  readonly finishReason: FinishedPart['finishReason'] | null;
  /** Of all attempts together, those that failed included; `null` = none of them was counted. */
  readonly usage: CompletionUsage | null;
  /** A part of `usage` is an estimate. */
  readonly isUsageEstimated: boolean;
  /** Of all attempts together. */
  readonly cost: CallCost;
  /** Characters of text that had come, thoughts and tool calls left out. */
  readonly characters: number;
  readonly attempts: readonly AttemptReport[];
  /** It failed with what passes, and the provider is not to be asked again now: an outage is not made worse. */
  readonly isRetryRefused: boolean;
  readonly fallbacks: readonly FallbackReport[];
  /** What its caller is told of the target that was asked last, and of the route in its place. */
  readonly warnings: readonly CompletionWarning[];
  readonly refusedAdditions: readonly RefusedAddition[];
  /** What the headers of the last answer, or failure, say of its provider's limits. */
  readonly limitHeaders: LimitHeaders;
  /** As `AnsweringCall` has them, of a call that was let in and failed, too. */
  readonly roomHeaders?: HeadersInTurns;
  /** Of its conversation, as `AnsweringCall` has it; `null` as well where it was not answered. */
  readonly affinity: AffinityOutcome | null;
  /** Spent waiting between attempts. */
  readonly waitedMs: number;
  /** Of all attempts together; `null` = no provider was asked. */
  readonly upstreamMs: number | null;
  /** The same, of the attempt that was the last. */
  readonly firstPartMs: number | null;
  /** To the first word of a stream, from the same attempt; `null` = none came, or it was no stream. */
  readonly firstTokenMs: number | null;
}

/** Watches all calls: metrics. What it throws, or rejects with, is logged and changes nothing. */
export interface CallObserver {
  /**
   * Time that a streamed answer was waited for between two chunks with a word, a thought or a part of a tool call, so
   * one gap fewer than there are such chunks. A chunk without any (a role, a finish reason, the usage) makes no gap: its
   * time belongs to the one before the next word, or to none. The time that the reader took is none of it.
   * @param times how many gaps of this length there were.
   */
  partGap(providerId: string, model: string, gapMs: number, operation: OperationName, times: number): void;
  ended(report: CallReport): void;
}
