import type { ErrorCode, OwnReport, WireDetails } from '../../common/errors.js';
import { fold } from './folded-characters.js';
import { keyValues } from './redact-key.js';
import { scrubProviderMessage } from './scrub.js';
import type { UpstreamCall } from './upstream-failure.js';
import { isObject, objectsOf, type Fields } from './wire-fields.js';

/** What is wrong with the operator's account at the provider is never told as if it were the caller's account. */
const OF_THE_OPERATOR: ReadonlySet<ErrorCode> = new Set(['provider.auth_failed', 'provider.quota_exhausted']);
/** Texts, names and lists of a report; a larger one is told in short. */
const MAX_VALUES = 200;
const WORD = /^[\w.-]{1,80}$/;

/** What a provider answered. */
export interface ReportedBody {
  readonly wire: OwnReport['wire'];
  readonly body: unknown;
}

/** What was read of it. */
interface ReadFailure {
  readonly code: ErrorCode;
  /** Of HTTP; `null` = it was told inside of an answer. */
  readonly status: number | null;
  readonly quotedInput?: unknown;
  readonly wireDetails?: WireDetails | undefined;
}

/**
 * A failure in its provider's own words, where these are those of its API: as they came, or where something beside the
 * message is not fit to be shown, the kind and the message alone. `null` = the message is not fit, or it is none of the
 * API's.
 */
export function ownReport(
  { wire, body: came }: ReportedBody,
  { code, status, quotedInput, wireDetails }: ReadFailure,
  call: UpstreamCall,
): OwnReport | null {
  const isFailure = status === null || (status >= 400 && status <= 599);
  const whole = Array.isArray(came) && wire === 'google' ? objectsOf(came)[0] : came;
  if (OF_THE_OPERATOR.has(code) || !isFailure || !isObject(whole) || !isObject(whole['error'])) return null;
  const { message, type, code: number, status: name } = whole['error'];
  const kind = wire === 'anthropic' ? type : name;
  if (typeof message !== 'string' || typeof kind !== 'string' || !WORD.test(kind)) return null;
  const keys = keyValues(call.settings);
  const scrub = (text: string) => scrubProviderMessage(text, keys, call.request, quotedInput);
  const shown = scrub(message);
  if (shown === null) return null;
  // Blanks are all that differs between what is searched and what came.
  const isShown = (text: string) => fold(text) === (text === message ? shown : scrub(text));
  const isIntact = isShown(message) && isFit(whole, isShown);
  const told = { wire, status: status ?? statusIn(number) };
  if (isIntact) return { ...told, body: whole };
  const details = wireDetails && { details: wireDetails };
  const body =
    wire === 'anthropic'
      ? { type: 'error', error: { type, message: shown, ...details } }
      : { error: { code: number, message: shown, status: name } };
  return { ...told, body };
}

/** Google writes it into the error, too. */
function statusIn(code: unknown): number | null {
  return typeof code === 'number' && code >= 400 && code <= 599 ? code : null;
}

/** Whether all texts and names in a value are fit to be shown. */
function isFit(whole: Fields, isShown: (text: string) => boolean): boolean {
  const waiting: unknown[] = [whole];
  for (let seen = 0; waiting.length > 0; seen += 1) {
    if (seen > MAX_VALUES) return false;
    const next = waiting.pop();
    if (typeof next === 'string' && next !== '' && !isShown(next)) return false;
    if (typeof next !== 'object' || next === null) continue;
    if (!Object.keys(next).every((name) => WORD.test(name) || name === '@type')) return false;
    waiting.push(...(Object.values(next) as unknown[]));
  }
  return true;
}
