import type { ErrorCode } from '../common/errors.js';

/** What a failure looks like, and the status that it comes with. */
export interface ErrorExample {
  readonly code: ErrorCode;
  readonly status: number;
  /** The body, in the shape of its surface. */
  readonly value: object;
  /** What differs between providers, in Markdown; absent = nothing does. */
  readonly description?: string;
}
