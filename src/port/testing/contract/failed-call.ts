import { GatewayError } from '../../../common/errors.js';
import type { ResponseFetch } from '../../../common/http/testing/response-fetch.js';
import type { CompletionRequest } from '../../canonical.js';
import { answerOfParts } from './answer.js';
import { adapterOver, attemptFor, KEY, readParts, requestFor, type ContractEntry } from './replay.js';

/** How a call failed. */
export interface Failure {
  /** As `codeOfFailure` reads it. */
  readonly code: string;
  readonly retryAfterMs: number | null;
  /** What came before it. */
  readonly text: string;
}

/** A way to call: told by its name, and what comes of it. */
export type FailingCall = readonly [how: string, call: () => Promise<Failure>];

/** The same call whole and streamed. */
export function failingCalls(
  entry: ContractEntry,
  fetch: ResponseFetch,
  request?: Partial<CompletionRequest>,
): FailingCall[] {
  return [
    ['whole', () => failureOfWhole(entry, fetch, request)],
    ['streamed', () => failureOfStream(entry, fetch, request)],
  ];
}

export async function failureOfWhole(
  entry: ContractEntry,
  fetch: ResponseFetch,
  request?: Partial<CompletionRequest>,
): Promise<Failure> {
  const call = adapterOver(entry, fetch).complete(requestFor(entry, request), attemptFor(entry));
  const failure: unknown = await call.then(
    () => 'it answered',
    (error: unknown) => error,
  );
  return toFailure(entry, failure, '');
}

export async function failureOfStream(
  entry: ContractEntry,
  fetch: ResponseFetch,
  request?: Partial<CompletionRequest>,
): Promise<Failure> {
  const stream = adapterOver(entry, fetch).stream(requestFor(entry, request), attemptFor(entry));
  const { parts, error } = await readParts(stream);
  const isFinished = parts.some(({ type }) => type === 'finished');
  return toFailure(entry, isFinished ? 'it finished' : error, answerOfParts(parts).text);
}

/** The code of a failure that is told as every provider's must be; else what is wrong with it. */
export function codeOfFailure(failure: unknown, { definition }: ContractEntry): string {
  if (!(failure instanceof GatewayError)) return `no GatewayError: ${String(failure)}`;
  const { code, message, param } = failure;
  if (!message.startsWith(`${definition.displayName} API error: `)) return `begins otherwise: ${message}`;
  if (!/^[^\r\n]+\.$/.test(message)) return `is not one line that ends with a stop: ${message}`;
  return `${message} ${param}`.includes(KEY.slice(0, 12)) ? 'shows the key' : code;
}

function toFailure(entry: ContractEntry, failure: unknown, text: string): Failure {
  const retryAfterMs = failure instanceof GatewayError ? failure.retryAfterMs : null;
  return { code: codeOfFailure(failure, entry), retryAfterMs, text };
}
