import type { CallOrigin, WantedModels } from '../../completions/call-origin.js';
import type { OperationName } from '../../completions/operations.js';

/** A call that is answered by what was kept for its Idempotency-Key, and what that answer came of. */
export interface ReplayedCall {
  readonly requestId: string;
  readonly origin: CallOrigin;
  /** In milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly status: number;
  readonly source: ReplaySource;
}

/** What an answer came of. */
export interface ReplaySource {
  readonly route: string | null;
  readonly provider: string;
  readonly modelAsked: string;
  readonly modelSent: string | null;
  readonly modelAnswered: string;
  readonly operation: OperationName;
  readonly isStream: boolean;
  readonly finishReason: string | null;
  /** What its call was let in for; left out = kept by a version that did not say. */
  readonly wishes?: readonly WantedModels[] | undefined;
}
