/** Of which calls is kept what was asked and answered: none, those that fail, a share of all, or all. */
export const CAPTURE_MODES = ['off', 'errors', 'sampled', 'all'] as const;
export type CaptureMode = (typeof CAPTURE_MODES)[number];

/** What the operator's file says of capture. */
export interface CaptureConfig {
  /** Where neither the key of a call nor its route says otherwise. */
  readonly mode: CaptureMode;
  /** Of the calls that are `sampled`, from 0 to 1. */
  readonly share: number;
  /** Of a request, of what was sent and of an answer, each. */
  readonly maxBytes: number;
  /** How long it is kept, in days. */
  readonly retentionDays: number;
  /** Regular expressions of RE2's syntax: what they match is masked. */
  readonly redact: readonly string[];
  /** By the ids of routes; those that are left out say nothing. */
  readonly routes: ReadonlyMap<string, CaptureMode>;
}

/** Nothing is kept, but of keys that say so. */
export const NO_CAPTURE_CONFIG: CaptureConfig = Object.freeze({
  mode: 'off',
  share: 0.01,
  maxBytes: 65_536,
  retentionDays: 7,
  redact: [],
  routes: new Map<string, CaptureMode>(),
});
