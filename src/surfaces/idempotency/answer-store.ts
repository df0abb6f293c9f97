import type { ReplaySource } from '../../governance/ledger/replayed-call.js';

/** An answer as its caller got it. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
  /** What it came of; goes into the ledger's row of a replay. */
  readonly source: ReplaySource;
}

/** A request that is the first with its key, until it is answered. */
export interface Claim {
  /** What stands for its key. */
  readonly id: string;
  /** Of this request alone. */
  readonly token: string;
  readonly fingerprint: string;
}

/** What a request with a key comes to: it is the first, or the first is under way, or was another, or was answered. */
export type ClaimOutcome = 'first' | 'running' | 'other' | KeptAnswer;

/** A claim that is not renewed for so long, in milliseconds, has lapsed: its process is gone. */
export const LEASE_MS = 60_000;
/** How long answers are kept, in milliseconds. */
export const KEEP_MS = 24 * 3_600_000;

/** Under which Nest finds the `AnswerStore`. */
export const ANSWER_STORE = Symbol('ANSWER_STORE');

/** Remembers answers by keys of callers, each for 24 hours. Times in milliseconds since the Unix epoch. */
export interface AnswerStore {
  /** Decides at once for all who ask with one key at the same time: one of them is the first. */
  claim(claim: Claim, nowMs: number): Promise<ClaimOutcome>;
  /** The first is under way still. */
  renew(claim: Claim, nowMs: number): Promise<void>;
  keep(claim: Claim, answer: KeptAnswer, nowMs: number): Promise<void>;
  /** There is no answer to keep: the next one with this key is the first. */
  release(claim: Claim): Promise<void>;
  /** Bytes of all answers that are kept, as they are written. Rejects with what the store throws. */
  heldBytes(): Promise<number>;
}
