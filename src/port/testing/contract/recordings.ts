import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorCode } from '../../../common/errors.js';
import type { CompletionRequest } from '../../canonical.js';
import type { Answer } from './answer.js';

/** The answers of which every provider has a recording, or a reason why it gives none. */
export const ANSWER_CASES = [
  'plain',
  'tool-call',
  'usage-details',
  'no-usage',
  'refusal',
  'length-stop',
  'unknown-fields',
] as const;

/** Likewise, the classes of failure. */
export const FAILURE_CODES = [
  'provider.auth_failed',
  'provider.quota_exhausted',
  'provider.rate_limited',
  'provider.unavailable',
  'model.not_found',
  'provider.rejected',
  'provider.conflict',
  'provider.timed_out',
] as const satisfies readonly ErrorCode[];

const STREAM_ERROR = 'stream-error';
const ERRORS = 'errors';

interface Origin {
  /** Where the shape was read. */
  readonly source: string;
  /** YYYY-MM-DD */
  readonly readOn: string;
}

/** The provider gives no such answer, and why. */
export interface AbsentRecording extends Origin {
  readonly name: string;
  readonly absent: string;
}

export interface AnswerRecording extends Origin {
  readonly name: string;
  /** What has to be asked for it, over the suite's own request. */
  readonly request?: Partial<CompletionRequest>;
  readonly headers?: Readonly<Record<string, string>>;
  /** The whole answer as JSON; absent where nothing goes over a wire. */
  readonly body?: unknown;
  /** The streamed answer, with LF for line ends; `null` where nothing goes over a wire. */
  readonly stream: string | null;
  /** Fields unknown to the gateway that are handed on. */
  readonly survives?: object;
  readonly expected: Answer;
}

/** A stream that reports a failure on its way. */
export interface StreamErrorRecording extends Origin {
  readonly name: string;
  readonly request?: Partial<CompletionRequest>;
  readonly stream: string | null;
  /** `text` = what came before. */
  readonly expected: { readonly code: ErrorCode; readonly text: string };
}

export interface FailureRecording {
  readonly what: string;
  readonly request?: Partial<CompletionRequest>;
  /** Absent where nothing goes over a wire; 200 where the body alone tells of it. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly code: ErrorCode;
  readonly retryAfterMs: number | null;
}

export interface ProviderRecordings {
  readonly answers: readonly AnswerRecording[];
  readonly absent: readonly AbsentRecording[];
  readonly streamError: StreamErrorRecording | AbsentRecording;
  readonly failures: readonly FailureRecording[];
  /** Classes of failure that it does not report, and why. */
  readonly absentFailures: Readonly<Partial<Record<ErrorCode, string>>>;
  readonly origins: readonly Origin[];
}

/**
 * Reads a provider's folder: `<case>.json`, and beside it `<case>.sse` for the streamed answer; `errors.json` for its
 * failures. Answers besides `ANSWER_CASES` are read as well.
 * @throws Error naming the recordings that are missing.
 */
export function loadRecordings(folder: string): ProviderRecordings {
  const names = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];
  const files = names.map((file) => file.slice(0, -'.json'.length));
  const missing = [...ANSWER_CASES, STREAM_ERROR, ERRORS].filter((name) => !files.includes(name));
  if (missing.length > 0) throw new Error(`${folder} has no recording of ${missing.join(', ')}`);
  const recordings = files
    .filter((name) => name !== ERRORS && name !== STREAM_ERROR)
    .map((name) => load(folder, name) as AnswerRecording | AbsentRecording);
  const streamError = load(folder, STREAM_ERROR) as StreamErrorRecording | AbsentRecording;
  const { errors, absent, ...origin } = readJson(folder, ERRORS) as Origin & {
    readonly errors: readonly FailureRecording[];
    readonly absent: ProviderRecordings['absentFailures'];
  };
  return {
    answers: recordings.filter((recording): recording is AnswerRecording => !isAbsent(recording)),
    absent: recordings.filter(isAbsent),
    streamError,
    failures: errors,
    absentFailures: absent,
    origins: [...recordings, streamError, origin],
  };
}

export function isAbsent(recording: object): recording is AbsentRecording {
  return 'absent' in recording;
}

function load(folder: string, name: string): object {
  return { ...(readJson(folder, name) as Origin), name, stream: readStream(folder, name) };
}

function readJson(folder: string, name: string): unknown {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
}

/** Without the comment on top that says where it comes from, which no provider sends. */
function readStream(folder: string, name: string): string | null {
  const file = join(folder, `${name}.sse`);
  return existsSync(file) ? readFileSync(file, 'utf8').replace(/^: Source: .*\n\n/, '') : null;
}
