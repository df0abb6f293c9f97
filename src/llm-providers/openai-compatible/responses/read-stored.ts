import { GatewayError } from '../../../common/errors.js';
import type { Completion } from '../../../port/canonical.js';
import { tokenCountIn } from '../../../port/token-count.js';
import type { NativeAnswer } from '../../../port/native-responses.js';
import type { ProviderDefinition } from '../../../port/provider-definition.js';
import { invalidResponse } from '../../upstream/upstream-failure.js';
import { isObject, modelNameIn, textOrNull, type Fields } from '../../upstream/wire-fields.js';
import type { OpenAiCompatibleCall } from '../openai-compatible-quirks.js';
import { fromOpenAiUsage } from '../openai-usage.js';
import { requireNoFailure, responseInOwnWords } from './read-response.js';

/** `request.not_found`: the provider does not keep it, or no longer. */
export function noSuchResponse({ displayName }: ProviderDefinition): GatewayError {
  const message = `${displayName} API error: it keeps no such response; it may have been deleted, or not have been stored.`;
  return new GatewayError('request.not_found', message);
}

/**
 * What a provider says of a response that it keeps, be it one that failed.
 * @throws GatewayError `provider.invalid_response` where it is no object of this API.
 */
export function readStored(answer: unknown, call: OpenAiCompatibleCall): Fields {
  if (!isObject(answer) || typeof answer['object'] !== 'string')
    throw invalidResponse('its answer is no response', call);
  return responseInOwnWords(answer, call);
}

/** @throws GatewayError what the answer reports, or `provider.invalid_response` where it is no count. */
export function readCount(answer: unknown, call: OpenAiCompatibleCall): number {
  const told = isObject(answer) ? answer : {};
  const count = tokenCountIn(told['input_tokens']);
  requireNoFailure(told, call, count !== null);
  if (count === null) throw invalidResponse('its count of tokens is none', call);
  return count;
}

/**
 * A compacted conversation: as it came, and what is read of it.
 * @throws GatewayError what it reports, or `provider.invalid_response` where it is none.
 */
export function readCompaction(answer: unknown, call: OpenAiCompatibleCall): NativeAnswer {
  const compaction = isObject(answer) ? answer : {};
  const { output, id } = compaction;
  requireNoFailure(compaction, call, Array.isArray(output));
  if (!Array.isArray(output)) throw invalidResponse('its answer is no compaction', call);
  const usage = fromOpenAiUsage(compaction['usage']);
  const completion = {
    id: textOrNull(id) ?? '',
    object: 'chat.completion',
    created: Math.floor(call.nowMs / 1000),
    model: modelNameIn(compaction['model'], call),
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: '', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    ...(usage && { usage }),
  };
  return { completion: completion as unknown as Completion, body: responseInOwnWords(compaction, call) };
}
