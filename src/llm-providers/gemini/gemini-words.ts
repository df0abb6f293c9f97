import { keyValues, redactKeys } from '../upstream/redact-key.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';

/** What goes into answers and the log: a text of this form, and not our key; `null` = it is none. */
export function matching(value: unknown, form: RegExp, { settings }: UpstreamCall): string | null {
  if (typeof value !== 'string' || !form.test(value)) return null;
  return redactKeys(value, keyValues(settings)) === value ? value : null;
}
