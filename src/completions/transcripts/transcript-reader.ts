import type { ModelRequest } from '../../port/canonical.js';
import type { CallContext } from '../call-context.js';
import type { CompletionCall } from '../completion-call.js';
import type { CallReport } from '../completion-outcome.js';
import type { Transcript } from './transcript.js';

/** Reads what was asked and answered, where that is wanted. */
export interface TranscriptReader {
  /** Of a streamed answer, it reads no more characters than these. */
  readonly maxCharacters: number;
  /** Asked before a call, maybe more than once: always with the same answer for the same request. */
  wants(call: CompletionCall<ModelRequest>, context: Pick<CallContext, 'requestId' | 'origin'>): boolean;
  /**
   * Told at the end of a call that it wanted. What it throws is logged and changes nothing.
   * @param callId its row in the ledger; `null` = it has none.
   */
  ended(transcript: Transcript, report: CallReport, callId: string | null): void;
}
