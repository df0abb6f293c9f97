import { holdsKey } from '../upstream/encoded-key.js';
import { keyValues } from '../upstream/redact-key.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { isKnownReason } from './gemini-finish-reason.js';

/** What goes into answers and the log: a text of this form, and not our key; `null` = it is none. */
export function matching(value: unknown, form: RegExp, { settings }: UpstreamCall): string | null {
  if (typeof value !== 'string' || !form.test(value)) return null;
  return holdsKey(value, keyValues(settings)) ? null : value;
}

/** What a reason looks like: to stop, or to refuse a prompt. */
const REASON = /^[A-Z_]{1,40}$/i;

/** The first word of either enumeration, which stands for none; Vertex AI calls the second one `BLOCKED_…`. */
const NO_REASON = /^(FINISH|BLOCK|BLOCKED)_REASON_UNSPECIFIED$/i;

/** A reason as Gemini names it; `null` = there is none. A known one is no key, whatever the key is. */
export function reasonIn(value: unknown, call: UpstreamCall): string | null {
  if (typeof value === 'string' && isKnownReason(value)) return value;
  const reason = matching(value, REASON, call);
  return reason === null || NO_REASON.test(reason) ? null : reason;
}
