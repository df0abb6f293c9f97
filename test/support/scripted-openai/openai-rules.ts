import type { JsonObject, RecordedRequest } from '../scripted-upstream/recorded-request.js';
import { incorrectKey, invalidRequest, OpenAiRefusal } from './openai-error.js';
import { REQUEST_FIELDS } from './openai-fields.js';
import type { OpenAiModel } from './openai-models.js';
import { checkParameters } from './openai-parameter-rules.js';

/** Throws OpenAI's 401 unless the request carries `apiKey` as a Bearer key. */
export function checkKey(request: RecordedRequest, apiKey: string): void {
  const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (key === apiKey) return;
  if (key !== undefined) throw incorrectKey(key);
  const message = 'No API key was given. Send it as a Bearer key in the Authorization header.';
  throw new OpenAiRefusal(401, { message, type: 'invalid_request_error', param: null, code: null });
}

/** What OpenAI makes of the body of a chat completion; throws an `OpenAiRefusal` or names the model that answers. */
export function checkChatRequest(body: JsonObject, models: readonly OpenAiModel[]): OpenAiModel {
  checkKnownFields(body, REQUEST_FIELDS);
  const model = findModel(body['model'], models);
  checkMessages(body['messages']);
  checkStreaming(body);
  checkParameters(body, model);
  return model;
}

/** Throws OpenAI's 400 for a field that it does not know. */
export function checkKnownFields(body: JsonObject, known: ReadonlySet<string>): void {
  const unknown = Object.keys(body).filter((field) => !known.has(field));
  if (unknown.length === 0) return;
  const noun = unknown.length === 1 ? 'argument' : 'arguments';
  throw invalidRequest(`Unrecognized request ${noun} supplied: ${unknown.join(', ')}`, null, null);
}

function findModel(name: unknown, models: readonly OpenAiModel[]): OpenAiModel {
  if (typeof name !== 'string' || name === '') throw invalidRequest('The model is missing.', 'model', null);
  const model = models.find(({ id, snapshot }) => id === name || snapshot === name);
  if (model !== undefined) return model;
  // dead models get the same answer as names that never were one (simonw/llm#1553)
  const message = `The model \`${name}\` does not exist or you do not have access to it.`;
  const type = 'invalid_request_error';
  throw new OpenAiRefusal(404, { message, type, param: null, code: 'model_not_found' });
}

const ROLES: ReadonlySet<unknown> = new Set(['developer', 'system', 'user', 'assistant', 'tool', 'function']);

function checkMessages(messages: unknown): void {
  if (!Array.isArray(messages)) {
    throw invalidRequest("Missing required parameter: 'messages'.", 'messages', 'missing_required_parameter');
  }
  if (messages.length === 0) throw invalidRequest('The messages are empty.', 'messages', 'empty_array');
  messages.forEach((message: JsonObject | null, index) => {
    const role = message?.['role'];
    if (ROLES.has(role)) return;
    throw invalidRequest(`Invalid value: '${String(role)}'.`, `messages[${index}].role`, 'invalid_value');
  });
}

function checkStreaming({ stream, stream_options: options }: JsonObject): void {
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean') {
    throw invalidRequest("Invalid 'stream': a boolean is expected.", 'stream', 'invalid_type');
  }
  if (options === undefined || options === null || stream === true) return;
  throw invalidRequest("'stream_options' goes with 'stream' only.", 'stream_options', null);
}
