import type { Clock } from '../../common/clock.js';
import { turnOfLargeWork } from '../../common/large-work.js';
import { SEARCHED_BEYOND } from '../../common/redaction/bounded-copy.js';
import type { CallContext } from '../../completions/call-context.js';
import type { CompletionCall } from '../../completions/completion-call.js';
import type { CallReport } from '../../completions/completion-outcome.js';
import type { TranscriptReader } from '../../completions/transcripts/transcript-reader.js';
import type { Transcript } from '../../completions/transcripts/transcript.js';
import type { CaptureMode } from '../../config/capture-config.js';
import type { ModelRequest } from '../../port/canonical.js';
import type { Store } from '../../storage/store.js';
import { contentOf, type CaptureBounds } from './capture-content.js';
import type { CaptureRules } from './capture-rules.js';
import { CapturesRepository } from './captures.repository.js';

/** What waits to be written takes no more than this: what comes on top while the store is slow is not kept. */
const MAX_WAITING_BYTES = 67_108_864;
const PARTS = 3;

export interface CapturesOptions extends CaptureBounds {
  readonly store: Store;
  readonly clock: Clock;
  readonly rules: CaptureRules;
  /** Told of a call that was not kept; `null` = there was no room. */
  readonly onLost: (error: unknown) => void;
}

/** Keeps what was asked and answered, behind the call: no caller waits for it. */
export class Captures implements TranscriptReader {
  readonly maxCharacters: number;
  private readonly repository = new CapturesRepository();
  private readonly waiting = new Set<Promise<unknown>>();
  private readonly mostWaiting: number;

  constructor(private readonly options: CapturesOptions) {
    const { maxBytes } = options;
    this.maxCharacters = maxBytes + SEARCHED_BEYOND;
    this.mostWaiting = Math.floor(MAX_WAITING_BYTES / (PARTS * maxBytes));
  }

  wants(
    call: Pick<CompletionCall<ModelRequest>, 'routeId'>,
    context: Pick<CallContext, 'requestId' | 'origin'>,
  ): boolean {
    return this.options.rules.modeOf(call, context) !== 'off';
  }

  ended(transcript: Transcript, report: CallReport, callId: string | null): void {
    const mode = this.options.rules.modeOf(transcript.call, transcript.context);
    if (callId === null || mode === 'off' || (mode === 'errors' && !hasFailed(report))) return;
    if (this.waiting.size >= this.mostWaiting) {
      this.options.onLost(null);
      return;
    }
    const written: Promise<unknown> = this.write(transcript, report, { callId, mode })
      .catch(this.options.onLost)
      .finally(() => this.waiting.delete(written));
    this.waiting.add(written);
  }

  /** Resolves when all that has ended before is written, or lost. */
  async settled(): Promise<void> {
    await Promise.all(this.waiting);
  }

  /** What was asked and answered is held no longer than it is read: bodies are large. */
  private write(
    transcript: Transcript,
    report: CallReport,
    { callId, mode }: { readonly callId: string; readonly mode: CaptureMode },
  ): Promise<unknown> {
    const { clock, store } = this.options;
    const capturedAtMs = clock.nowMs();
    return turnOfLargeWork()
      .then(() => contentOf(transcript, report, this.options))
      .then((content) => this.repository.insert(store.db, { ...content, callId, mode, capturedAtMs }))
      .then((statement) => store.write([statement]));
  }
}

/** A caller who left is no failure. */
function hasFailed({ error, outcome }: CallReport): boolean {
  return error !== null && outcome !== 'cancelled';
}
