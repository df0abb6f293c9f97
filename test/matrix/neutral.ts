import type { Fields } from '../../src/common/fields.js';

/** What a caller asks for, in the words of no API. What is left out is not asked for. */
export interface Asked {
  readonly system?: string;
  readonly turns: readonly Turn[];
  readonly tools?: readonly Tool[];
  readonly choice?: Choice;
  /** Several calls of tools at once; left out = as the API has it. */
  readonly parallel?: boolean;
  /** A JSON schema that the answer has to fit. */
  readonly schema?: Fields;
  /** Think, and show what was thought, so that it can be brought back. */
  readonly thinks?: boolean;
  readonly effort?: 'low' | 'high';
  /** In tokens. */
  readonly limit?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly stop?: readonly string[];
  readonly stream?: boolean;
}

export type Turn =
  | { readonly by: 'user'; readonly text: string; readonly image?: Image }
  | { readonly by: 'model'; readonly text?: string; readonly calls?: readonly Call[] }
  | { readonly by: 'tools'; readonly results: readonly Result[] }
  /** An answer as its reader got it, in that dialect's own words: what clients send back. */
  | { readonly by: 'answer'; readonly own: unknown };

/** In base64, or at an address. */
export type Image =
  { readonly type: string; readonly data: string } | { readonly url: string; readonly type: string };

export interface Tool {
  readonly name: string;
  readonly description: string;
  /** A JSON schema. */
  readonly parameters: Fields;
}

export type Choice = 'auto' | 'any' | 'none' | { readonly name: string };

export interface Call {
  readonly id: string;
  readonly name: string;
  readonly args: Fields;
}

export interface Result {
  /** Of its call. */
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

/** Why an answer ended. */
export type End = 'stop' | 'length' | 'calls' | 'filter' | 'stop-sequence';

/** What an answer says, in the words of no API. */
export interface Said {
  readonly thought?: { readonly text: string; readonly seal: string };
  readonly text?: string;
  readonly refusal?: string;
  readonly calls?: readonly Call[];
  readonly end: End;
  readonly usage: Usage;
}

/** In tokens; the cached ones are among the input, the reasoning among the output. */
export interface Usage {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly reasoning: number;
}

/** An answer as it was read. */
export interface Heard {
  readonly thought: string;
  readonly text: string;
  readonly refusal: string;
  readonly calls: readonly Call[];
  /** `null` = it does not say. */
  readonly end: End | null;
  readonly usage: Partial<Usage>;
  /** What a client sends back as the model's turn. */
  readonly own: unknown;
}

/** A streamed answer as it was read. */
export interface HeardStream extends Heard {
  /** How its reader takes it: as whole, as failed, or as neither. */
  readonly close: 'whole' | 'failed' | 'open';
  /** Pieces in which the text came. */
  readonly pieces: number;
  /** What is wrong with it in its own API. */
  readonly faults: readonly string[];
}

/** Classes of failures at a provider. */
export const FAILURES = [
  'bad request',
  'wrong key',
  'forbidden',
  'unknown model',
  'too large',
  'rate limit',
  'internal error',
  'overloaded',
] as const;
export type Failure = (typeof FAILURES)[number];

/** A failure as it was read. */
export interface HeardFailure {
  /** In the words of the API. */
  readonly type: string;
  readonly message: string;
  /** In seconds; `null` = it does not say. */
  readonly retryAfter: number | null;
}
