import type { Allowed } from './allowed.js';
import type { CaptureMode } from './capture-config.js';
import type { FileSpending } from './config-file/file-content.js';

/** A virtual key of the operator's file. */
export interface OperatorKey extends FileSpending {
  readonly name: string;
  /** The variable of the environment that holds it. */
  readonly keyVariable: string;
  readonly user: string | null;
  readonly team: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string | number | boolean>>;
  readonly allowed: Allowed | null;
  /** Milliseconds since the Unix epoch; `null` = never. */
  readonly expiresAtMs: number | null;
  readonly enabled: boolean;
  /** Left out or `null` = what its route says, or the top of the file. */
  readonly capture?: CaptureMode | null;
}

/** An entry of the operator's file: a team, a user, a selector, or `everything`. */
export interface OperatorScope {
  readonly kind: 'team' | 'user' | 'selector' | 'everything';
  /** Empty for `everything`. */
  readonly name: string;
  readonly definition: FileSpending & {
    readonly allowed?: Allowed | null;
    /** Which calls a selector is about; left out for all other entries. */
    readonly match?: Readonly<Record<string, string>>;
  };
}

/** What the operator's file says of callers. */
export interface CallersConfig {
  readonly keys: readonly OperatorKey[];
  readonly scopes: readonly OperatorScope[];
}

/** What an operator says who says nothing of callers. */
export const NO_CALLERS_CONFIG: CallersConfig = Object.freeze({ keys: [], scopes: [] });
