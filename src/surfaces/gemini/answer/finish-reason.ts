import type { Fields } from '../../../common/fields.js';

/** Source: @google/genai 3.3.0, `FinishReason` and `BlockedReason`, read 2026-11-29. */
const OWN: ReadonlySet<string> = new Set(
  [
    'STOP',
    'MAX_TOKENS',
    'SAFETY',
    'RECITATION',
    'LANGUAGE',
    'OTHER',
    'BLOCKLIST',
    'PROHIBITED_CONTENT',
    'SPII',
  ].concat(['IMAGE_SAFETY', 'IMAGE_PROHIBITED_CONTENT', 'IMAGE_RECITATION', 'IMAGE_OTHER']),
);
const BLOCKED: ReadonlySet<string> = new Set([
  'SAFETY',
  'OTHER',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'IMAGE_SAFETY',
  'MODEL_ARMOR',
  'JAILBREAK',
]);
const BY_CANONICAL: Readonly<Record<string, string>> = Object.freeze({
  stop: 'STOP',
  length: 'MAX_TOKENS',
  tool_calls: 'STOP',
  function_call: 'STOP',
  content_filter: 'SAFETY',
});

/**
 * Why an answer ended, in Gemini's words; what only its provider knows is `OTHER`. Where it does not say, as some do in
 * whole answers, that is a plain end, as in every other API.
 * @param ended a choice, or a piece of one; where its provider's own reason is one of Gemini's, that is it.
 */
export function toFinishReason(ended: object): string {
  const { finish_reason: reason, native_finish_reason: native } = ended as Fields;
  if (typeof native === 'string' && OWN.has(native)) return native;
  if (reason === null || reason === undefined) return 'STOP';
  return (
    (typeof reason === 'string' && Object.hasOwn(BY_CANONICAL, reason) && BY_CANONICAL[reason]) || 'OTHER'
  );
}

/** The feedback on a prompt for which a filter left nothing of an answer. */
export function toPromptFeedback(ended: object, refusal: string): Fields {
  const { native_finish_reason: native } = ended as Fields;
  const blockReason = typeof native === 'string' && BLOCKED.has(native) ? native : 'SAFETY';
  return { blockReason, ...(refusal !== '' && { blockReasonMessage: refusal }) };
}
