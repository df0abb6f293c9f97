import { boundedCopy } from '../../common/redaction/bounded-copy.js';
import type { Redactor } from '../../common/redaction/redactor.js';
import type { CallReport } from '../../completions/completion-outcome.js';
import type { Transcript } from '../../completions/transcripts/transcript.js';

/** The parts of a capture that have a bound each. */
export type CapturedPart = 'request' | 'sent' | 'answer';

/** What was asked and answered, redacted; JSON. */
export interface CaptureContent {
  /** The body as the caller sent it. */
  readonly request: unknown;
  /** What the provider that was asked last was sent; `null` = none was asked. */
  readonly sent: { readonly provider: string; readonly model: string; readonly body: unknown } | null;
  /** As the provider gave it; of a stream, put together; `null` = none came. */
  readonly answer: unknown;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** What was longer than it may be. */
  readonly truncated: readonly CapturedPart[];
}

export interface CaptureBounds {
  /** Of each part. */
  readonly maxBytes: number;
  readonly redactor: Redactor;
}

/** What is kept of a call that is over. */
export async function contentOf(
  transcript: Transcript,
  { error }: Pick<CallReport, 'error'>,
  { maxBytes, redactor }: CaptureBounds,
): Promise<CaptureContent> {
  const { asked, askedLast, answer, isAnswerCut } = transcript;
  const request = await boundedCopy(asked, maxBytes, redactor);
  const sent = await boundedCopy(await transcript.sentLast(), maxBytes, redactor);
  const answered = await boundedCopy(answer, maxBytes, redactor);
  const truncated: CapturedPart[] = [];
  if (request.isCut) truncated.push('request');
  if (sent.isCut) truncated.push('sent');
  if (answered.isCut || isAnswerCut) truncated.push('answer');
  return {
    request: request.value,
    sent: askedLast && {
      provider: askedLast.target.provider.definition.id,
      model: redactor.atOnce(askedLast.request.model),
      body: sent.value,
    },
    answer: answered.value,
    error: error && { code: error.code, message: await redactor.inTurns(error.message) },
    truncated,
  };
}
