import type { FileSpending } from '../../config/config-file/file-content.js';
import type { CaptureMode } from '../../config/capture-config.js';
import type { Allowed } from '../../config/allowed.js';

type Texts = Readonly<Record<string, string>>;

/** What an administrator says of a key; money and limits as they are written. */
export interface KeyGrant extends FileSpending {
  readonly name: string;
  readonly user: string | null;
  readonly team: string | null;
  /** On every call with it; callers add to them, and change none. */
  readonly tags: Texts;
  readonly metadata: Readonly<Record<string, string | number | boolean>>;
  /** `null` = everything. */
  readonly allowed: Allowed | null;
  /** Milliseconds since the Unix epoch; `null` = never. */
  readonly expiresAtMs: number | null;
  readonly enabled: boolean;
  /** What is kept of its calls; left out or `null` = what the route says, or the top of the file. */
  readonly capture?: CaptureMode | null;
}

/** A virtual key; what it is spelled like is not known here. */
export interface VirtualKey extends KeyGrant {
  /** Eight characters, which it shows after `tg_`. */
  readonly id: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** It is declared in the operator's file, and changed there. */
  readonly isFromFile: boolean;
}
