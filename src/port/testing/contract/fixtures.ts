import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorCode } from '../../../common/errors.js';
import type { CompletionRequest, Embeddings, EmbeddingRequest } from '../../canonical.js';
import type { Answer } from './answer.js';

/** The answers of which every provider has a fixture, or a reason why it gives none. */
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
const EMBEDDINGS = 'embeddings';

interface Origin {
  /** Where the shape was read. */
  readonly source: string;
  /** YYYY-MM-DD */
  readonly readOn: string;
  /** Folders of other providers whose fixtures name the same source, and do so rightly. */
  readonly sharedWith?: readonly string[];
}

/** The provider gives no such answer, and why. */
export interface AbsentFixture extends Origin {
  readonly name: string;
  readonly absent: string;
}

export interface AnswerFixture extends Origin {
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

/** The vectors of a batch of texts. */
export interface EmbeddingsFixture extends Origin {
  readonly request: Pick<EmbeddingRequest, 'model' | 'input' | 'dimensions'>;
  /** The answer as JSON; absent where nothing goes over a wire. */
  readonly body?: unknown;
  readonly expected: Embeddings;
}

/** A stream that reports a failure on its way. */
export interface StreamErrorFixture extends Origin {
  readonly name: string;
  readonly request?: Partial<CompletionRequest>;
  readonly stream: string | null;
  /** `text` = what came before. */
  readonly expected: { readonly code: ErrorCode; readonly text: string };
}

export interface FailureFixture {
  readonly what: string;
  readonly request?: Partial<CompletionRequest>;
  /** Absent where nothing goes over a wire; 200 where the body alone tells of it. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly code: ErrorCode;
  readonly retryAfterMs: number | null;
}

export interface ProviderFixtures {
  readonly answers: readonly AnswerFixture[];
  readonly absent: readonly AbsentFixture[];
  readonly streamError: StreamErrorFixture | AbsentFixture;
  /** `null` = it has none, or those of the adapter that it shares. */
  readonly embeddings: EmbeddingsFixture | null;
  readonly failures: readonly FailureFixture[];
  /** Classes of failure that it does not report, and why. */
  readonly absentFailures: Readonly<Partial<Record<ErrorCode, string>>>;
  readonly origins: readonly Origin[];
}

/**
 * Reads a provider's folder: `<case>.json`, and beside it `<case>.sse` for the streamed answer; `errors.json` for its
 * failures. Answers besides `ANSWER_CASES` are read as well.
 * @throws Error naming the fixtures that are missing.
 */
export function loadFixtures(folder: string): ProviderFixtures {
  const names = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];
  const files = names.map((file) => file.slice(0, -'.json'.length));
  const missing = [...ANSWER_CASES, STREAM_ERROR, ERRORS].filter((name) => !files.includes(name));
  if (missing.length > 0) throw new Error(`${folder} has no fixture of ${missing.join(', ')}`);
  const fixtures = files
    .filter((name) => ![ERRORS, STREAM_ERROR, EMBEDDINGS].includes(name))
    .map((name) => load(folder, name) as AnswerFixture | AbsentFixture);
  const streamError = load(folder, STREAM_ERROR) as StreamErrorFixture | AbsentFixture;
  const { errors, absent, ...origin } = readJson(folder, ERRORS) as Origin & {
    readonly errors: readonly FailureFixture[];
    readonly absent: ProviderFixtures['absentFailures'];
  };
  const embeddings = files.includes(EMBEDDINGS) ? (load(folder, EMBEDDINGS) as EmbeddingsFixture) : null;
  return {
    embeddings,
    answers: fixtures.filter((fixture): fixture is AnswerFixture => !isAbsent(fixture)),
    absent: fixtures.filter(isAbsent),
    streamError,
    failures: errors,
    absentFailures: absent,
    origins: [...fixtures, streamError, origin, ...(embeddings ? [embeddings] : [])],
  };
}

export function isAbsent(fixture: object): fixture is AbsentFixture {
  return 'absent' in fixture;
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
