import { soleAnswer } from '../upstream/sole-answer.js';
import { isObject, objectsOf } from '../upstream/wire-fields.js';
import type { CompletionUsage } from '../../port/canonical.js';
import { MODEL_NAME } from '../../port/model-name.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import { ID, readCandidates, type GeminiCandidate } from './gemini-candidate.js';
import { errorIn, fromGeminiError } from './gemini-errors.js';
import { fromUsageMetadata } from './gemini-usage.js';
import { matching, reasonIn } from './gemini-words.js';

/** An answer, or a chunk of one, reduced to what is used of it. */
export interface GeminiAnswer {
  readonly candidates: readonly GeminiCandidate[];
  /** Why the prompt was refused; `null` = it was not. */
  readonly blockReason: string | null;
  readonly usage: CompletionUsage | null;
  /** The same in Gemini's own words, for a stream to put later counts over earlier ones. */
  readonly usageMetadata: unknown;
  readonly model: string | null;
  readonly responseId: string | null;
}

/**
 * Reads an answer of HTTP 200, which proves nothing.
 * @throws GatewayError what the answer reports, or `provider.invalid_response` where it is none.
 */
export function readAnswer(body: unknown, call: UpstreamCall): GeminiAnswer {
  const error = errorIn(body);
  if (error !== null) throw fromGeminiError({ status: null, error }, call);
  const wire = soleAnswer(body, {
    isAnswer: ({ candidates }) => objectsOf(candidates).length > 0,
    isFailure: () => false, // read above
  });
  if (!isObject(wire)) throw invalidResponse('its answer is not a JSON object', call);
  const { promptFeedback: feedback, modelVersion, responseId } = wire;
  const candidates = readCandidates(wire['candidates'], call);
  const isBlocked = candidates.length === 0 && isObject(feedback);
  return {
    candidates,
    blockReason: isBlocked ? reasonIn(feedback['blockReason'], call) : null,
    usage: fromUsageMetadata(wire['usageMetadata']),
    usageMetadata: wire['usageMetadata'],
    model: matching(modelVersion, MODEL_NAME, call),
    responseId: matching(responseId, ID, call),
  };
}
