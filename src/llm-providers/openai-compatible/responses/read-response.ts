import type { Completion } from '../../../port/canonical.js';
import type { NativeAnswer } from '../../../port/native-responses.js';
import { holdsKey } from '../../upstream/encoded-key.js';
import { keyValues } from '../../upstream/redact-key.js';
import { invalidResponse } from '../../upstream/upstream-failure.js';
import { isObject, modelNameIn, objectsOf, textOrNull, type Fields } from '../../upstream/wire-fields.js';
import { fromWireError } from '../openai-compatible-failure.js';
import type { OpenAiCompatibleCall } from '../openai-compatible-quirks.js';
import { reportedError } from '../reported-error.js';
import { usageOfResponse } from './usage-of-response.js';

/**
 * A whole response: as it came, and what is read of it.
 * @throws GatewayError what it reports, or `provider.invalid_response` where it is none.
 */
export function readResponse(answer: unknown, call: OpenAiCompatibleCall): NativeAnswer {
  const response = isObject(answer) ? answer : {};
  const { output, id, created_at: created } = response;
  requireNoFailure(response, call, Array.isArray(output));
  if (!Array.isArray(output)) throw invalidResponse('its answer is no response', call);
  const finishReason = finishReasonOf(response);
  if (finishReason === null) throw invalidResponse('its response is not finished', call);
  const usage = usageOfResponse(response);
  const completion = {
    id: textOrNull(id) ?? '',
    object: 'chat.completion',
    created: typeof created === 'number' ? created : Math.floor(call.nowMs / 1000),
    model: modelNameIn(response['model'], call),
    choices: [
      { index: 0, message: messageIn(objectsOf(output)), logprobs: null, finish_reason: finishReason },
    ],
    ...(usage && { usage }),
  };
  return { completion: completion as unknown as Completion, body: responseInOwnWords(response, call) };
}

/** @throws GatewayError what the response, or an answer in its place, reports. */
export function requireNoFailure(response: Fields, call: OpenAiCompatibleCall, isAnswer: boolean): void {
  const error = reportedError(response, isAnswer && response['status'] !== 'failed');
  if (error) throw fromWireError(null, error, call);
  if (response['status'] === 'failed') throw fromWireError(null, { message: 'the response failed' }, call);
}

/** Why a response ended, in canonical words; `null` = it has not. */
export function finishReasonOf({ status, incomplete_details: details, output }: Fields): string | null {
  if (status === 'incomplete') {
    const reason = isObject(details) ? details['reason'] : null;
    return reason === 'content_filter' ? 'content_filter' : 'length';
  }
  if (status !== 'completed') return null;
  return objectsOf(output).some(isCall) ? 'tool_calls' : 'stop';
}

/** As the provider wrote it, but for names that hold our key. */
export function responseInOwnWords(response: Fields, { settings, request }: OpenAiCompatibleCall): Fields {
  const keys = keyValues(settings);
  const replacements = { id: '', model: request.model };
  const wrong = Object.entries(replacements).filter(([name]) => {
    const word = response[name];
    return typeof word === 'string' && word !== request.model && holdsKey(word, keys);
  });
  return wrong.length === 0 ? response : { ...response, ...Object.fromEntries(wrong) };
}

export function isCall({ type }: Fields): boolean {
  return type === 'function_call' || type === 'custom_tool_call';
}

/** For what the gateway counts and judges: nobody is shown it. */
function messageIn(output: readonly Fields[]): Fields {
  const parts = output.filter(({ type }) => type === 'message').flatMap(({ content }) => objectsOf(content));
  const said = (name: string) => textsIn(parts, name);
  const summaries = output
    .filter(({ type }) => type === 'reasoning')
    .flatMap(({ summary }) => objectsOf(summary));
  const calls = output.filter(isCall).map(toToolCall);
  const [refusal, thoughts] = [said('refusal'), textsIn(summaries, 'text')];
  return {
    role: 'assistant',
    content: said('text'),
    refusal: refusal === '' ? null : refusal,
    ...(thoughts !== '' && { reasoning_content: thoughts }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}

function textsIn(parts: readonly Fields[], name: string): string {
  return parts
    .map((part) => part[name])
    .filter((text) => typeof text === 'string')
    .join('');
}

function toToolCall({ call_id: id, name, arguments: args, input }: Fields): Fields {
  return { id, type: 'function', function: { name, arguments: args ?? input } };
}
