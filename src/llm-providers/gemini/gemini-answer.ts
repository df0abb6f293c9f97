import { type Fields, isObject, objectsOf, toJson } from '../upstream/wire-fields.js';
import type { CompletionUsage } from '../port/canonical.js';
import { MODEL_NAME } from '../port/model-name.js';
import { keyValues, redactKeys } from '../upstream/redact-key.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import { errorIn, fromGeminiError } from './gemini-errors.js';
import { fromUsageMetadata } from './gemini-usage.js';

/** An answer, or a chunk of one, reduced to what is used of it. */
export interface GeminiAnswer {
  readonly candidates: readonly GeminiCandidate[];
  /** Why the prompt was refused; `null` = it was not. */
  readonly blockReason: string | null;
  readonly usage: CompletionUsage | null;
  readonly model: string | null;
  readonly responseId: string | null;
}

export interface GeminiCandidate {
  readonly index: number;
  /** Without thoughts. */
  readonly text: string;
  readonly calls: readonly GeminiCall[];
  /** As Gemini names it; `null` = it goes on. */
  readonly finishReason: string | null;
}

export interface GeminiCall {
  readonly id: string | null;
  readonly name: string;
  /** JSON. */
  readonly argumentsText: string;
  readonly signature: string | null;
}

const ID = /^[\w.:-]{1,128}$/;
const REASON = /^[A-Z_]{1,40}$/i;

/**
 * Reads an answer of HTTP 200, which proves nothing.
 * @throws GatewayError what the answer reports, or `provider.invalid_response` where it is none.
 */
export function readAnswer(wire: unknown, call: UpstreamCall): GeminiAnswer {
  const error = errorIn(wire);
  if (error !== null) throw fromGeminiError({ status: null, error }, call);
  if (!isObject(wire)) throw invalidResponse('its answer is not a JSON object', call);
  const { promptFeedback: feedback, modelVersion, responseId } = wire;
  const candidates = objectsOf(wire['candidates']).map((candidate) => readCandidate(candidate, call));
  const isBlocked = candidates.length === 0 && isObject(feedback);
  return {
    candidates,
    blockReason: isBlocked ? matching(feedback['blockReason'], REASON, call) : null,
    usage: fromUsageMetadata(wire['usageMetadata']),
    model: matching(modelVersion, MODEL_NAME, call),
    responseId: matching(responseId, ID, call),
  };
}

function readCandidate({ index, content, finishReason }: Fields, call: UpstreamCall): GeminiCandidate {
  const parts = isObject(content) ? objectsOf(content['parts']) : [];
  const shown = parts.filter((part) => part['thought'] !== true);
  return {
    index: Number.isSafeInteger(index) ? (index as number) : 0,
    text: shown.map(({ text }) => (typeof text === 'string' ? text : '')).join(''),
    calls: shown.flatMap((part) => readCall(part, call)),
    finishReason: matching(finishReason, REASON, call),
  };
}

function readCall({ functionCall, thoughtSignature }: Fields, call: UpstreamCall): GeminiCall[] {
  if (!isObject(functionCall)) return [];
  const { id, name, args } = functionCall;
  if (typeof name !== 'string' || name === '') throw invalidResponse('it calls a tool without a name', call);
  return [
    {
      id: matching(id, ID, call),
      name,
      argumentsText: toJson(isObject(args) ? args : {}, call),
      signature: typeof thoughtSignature === 'string' ? thoughtSignature : null,
    },
  ];
}

/** What goes into answers and the log: a text of this form, and not our key. */
function matching(value: unknown, form: RegExp, { settings }: UpstreamCall): string | null {
  if (typeof value !== 'string' || !form.test(value)) return null;
  return redactKeys(value, keyValues(settings)) === value ? value : null;
}
