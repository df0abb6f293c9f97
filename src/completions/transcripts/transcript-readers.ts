import type { ModelRequest } from '../../port/canonical.js';
import type { CallContext } from '../call-context.js';
import { guarded } from '../call-observers.js';
import type { CompletionCall } from '../completion-call.js';
import type { CallReport } from '../completion-outcome.js';
import type { Operation } from '../operations.js';
import type { TranscriptReader } from './transcript-reader.js';
import { Transcript } from './transcript.js';

/** A call whose words are read at its end. */
export interface ReadCall {
  readonly transcript: Transcript;
  /** To be told once. */
  readonly ended: (report: CallReport, callId: string | null) => void;
}

/** Who reads what is asked and answered. */
export class TranscriptReaders {
  private readonly readers: TranscriptReader[] = [];

  add(reader: TranscriptReader): void {
    this.readers.push(reader);
  }

  /** Anybody wants this call. */
  want(call: CompletionCall<ModelRequest>, context: Pick<CallContext, 'requestId' | 'origin'>): boolean {
    for (const reader of this.readers) if (reader.wants(call, context)) return true;
    return false;
  }

  /** `null` = nobody wants it. */
  begin(
    call: CompletionCall<ModelRequest>,
    context: Pick<CallContext, 'origin' | 'requestId' | 'signal'>,
    operation: Operation<unknown>,
  ): ReadCall | null {
    if (!this.want(call, context)) return null;
    const readers = this.readers.filter((reader) => reader.wants(call, context));
    const most = Math.max(...readers.map(({ maxCharacters }) => maxCharacters));
    const transcript = new Transcript(call, context, operation, most);
    const ended = (report: CallReport, callId: string | null) => {
      for (const reader of readers)
        guarded('A reader of a call', () => reader.ended(transcript, report, callId));
    };
    return { transcript, ended };
  }
}
