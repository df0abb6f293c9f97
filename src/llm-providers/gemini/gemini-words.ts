import { holdsKey } from '../upstream/encoded-key.js';
import { keyValues } from '../upstream/redact-key.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { isKnownReason } from './gemini-finish-reason.js';

/** Characters of a value that is kept; models and ids have fewer. */
const MAX_REMEMBERED = 512;

interface Looked {
  readonly value: string;
  readonly shown: string | null;
}

/** What was found in a call's last value of each form: each chunk of a stream says the same model and id again. */
const lastLooks = new WeakMap<UpstreamCall, Map<RegExp, Looked>>();

/** What goes into answers and the log: a text of this form, and not our key; `null` = it is none. */
export function matching(value: unknown, form: RegExp, call: UpstreamCall): string | null {
  if (typeof value !== 'string') return null;
  const looks = lastLooks.get(call) ?? new Map<RegExp, Looked>();
  const last = looks.get(form);
  if (last?.value === value) return last.shown;
  const isFit = form.test(value) && !holdsKey(value, keyValues(call.settings));
  const shown = isFit ? value : null;
  // What is too long for a form is not kept for the time of a stream.
  if (value.length <= MAX_REMEMBERED) lastLooks.set(call, looks.set(form, { value, shown }));
  return shown;
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
