import { framesOf } from '../../../common/error-frames.js';
import { turnOfLargeWork } from '../../../common/large-work.js';
import { SEARCHED_BEYOND } from '../../../common/redaction/bounded-copy.js';
import type { CallContext } from '../../../completions/call-context.js';
import type { CompletionCall } from '../../../completions/completion-call.js';
import type { CallReport } from '../../../completions/completion-outcome.js';
import type { TranscriptReader } from '../../../completions/transcripts/transcript-reader.js';
import type { Transcript } from '../../../completions/transcripts/transcript.js';
import type { ModelRequest } from '../../../port/canonical.js';
import type { SpanAttributes } from '../ended-span.js';
import { contentOfSpan, type ContentBounds } from './span-content.js';

/** Most calls whose content waits to be masked; spans of further ones go without content. */
const MAX_WAITING = 256;
/** Operations whose requests and answers hold no conversation, or one that another span tells. */
const WORDLESS: ReadonlySet<CallReport['operation']> = new Set(['embeddings', 'count_tokens']);
const LEFT_OUT: SpanAttributes = Object.freeze({ contentCut: ['input', 'output'] });

export interface ContentSpansOptions extends ContentBounds {
  /** Whether the operator wants no content of this call kept, by its key or its route. */
  readonly isLeftAlone: (
    call: Pick<CompletionCall<ModelRequest>, 'routeId'>,
    context: Pick<CallContext, 'origin'>,
  ) => boolean;
  /** Records the spans of a call. */
  readonly record: (report: CallReport, content: SpanAttributes) => void;
  /** Told where the words of a call could not be made attributes; its span goes without. */
  readonly onFailure: (frames: readonly string[]) => void;
}

/** Records the spans of calls with what was said in them, behind the call: no caller waits for it. */
export class ContentSpans implements TranscriptReader {
  readonly maxCharacters: number;
  private readonly waiting = new Set<Promise<unknown>>();

  constructor(private readonly options: ContentSpansOptions) {
    this.maxCharacters = options.maxBytes + SEARCHED_BEYOND;
  }

  wants(_call: unknown, { origin }: Pick<CallContext, 'origin'>): boolean {
    return origin?.trace?.isRecorded ?? false;
  }

  ended(transcript: Transcript, report: CallReport): void {
    const { record } = this.options;
    const { call, context } = transcript;
    if (WORDLESS.has(report.operation) || this.options.isLeftAlone(call, context)) record(report, {});
    else if (this.waiting.size >= MAX_WAITING) record(report, LEFT_OUT);
    else this.recordWith(transcript, report);
  }

  /** Resolves when the spans of all calls that have ended before are recorded. */
  async settled(): Promise<void> {
    await Promise.all(this.waiting);
  }

  private recordWith(transcript: Transcript, report: CallReport): void {
    const { record, onFailure } = this.options;
    const recorded: Promise<unknown> = turnOfLargeWork()
      .then(() => contentOfSpan(transcript, this.options))
      .catch((error: unknown) => {
        // Never the message, which may quote a prompt.
        onFailure(framesOf(error));
        return {};
      })
      .then((content) => record(report, content))
      .finally(() => this.waiting.delete(recorded));
    this.waiting.add(recorded);
  }
}
