import { holdsKey } from '../upstream/encoded-key.js';
import { keyValues } from '../upstream/redact-key.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';

/**
 * An answer, or a chunk of one, as Gemini wrote it, but for names that hold our key: what was asked for, or a plain word,
 * replaces these.
 */
export function inOwnWords(answer: Fields, call: UpstreamCall): Fields {
  const keys = keyValues(call.settings);
  const isKey = (word: unknown) =>
    typeof word === 'string' && word !== call.request.model && holdsKey(word, keys);
  const cleaned = (fields: Fields, replacements: Fields): Fields => {
    const wrong = Object.entries(replacements).filter(([name]) => isKey(fields[name]));
    return wrong.length === 0 ? fields : { ...fields, ...Object.fromEntries(wrong) };
  };
  const own = cleaned(answer, { modelVersion: call.request.model, responseId: '' });
  const { candidates, promptFeedback: feedback } = own;
  const ended = Array.isArray(candidates) ? (candidates as unknown[]) : [];
  const told = ended.map((one) => (isObject(one) ? cleaned(one, { finishReason: 'OTHER' }) : one));
  const blocked = isObject(feedback) ? cleaned(feedback, { blockReason: 'OTHER' }) : feedback;
  const isSame = told.every((one, at) => one === ended[at]) && blocked === feedback;
  if (isSame) return own;
  return { ...own, ...(ended.length > 0 && { candidates: told }), promptFeedback: blocked };
}
