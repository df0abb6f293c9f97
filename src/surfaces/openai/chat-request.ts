import type { Fields } from '../../common/fields.js';
import type { CompletionRequest } from '../../port/canonical.js';
import {
  A_BOOLEAN,
  A_STRING,
  A_STRING_OR_OBJECT,
  AN_INTEGER,
  AN_OBJECT,
  numberWithin,
  OBJECTS,
  oneOf,
  STRING_OR_STRINGS,
  STRINGS,
  wholeNumberFrom,
  type DescribedCheck,
} from './field-checks.js';
import {
  missing,
  refusal,
  requireFields,
  requireFit,
  requireGiven,
  requireModel,
  requireObject,
} from './request-checks.js';
import { readStreamOptions, type StreamWish } from './stream-options.js';

/** A checked body of `/v1/chat/completions`. */
export interface ChatRequest extends StreamWish {
  /** Canonical, with all that the caller wrote but what only this surface reads. */
  readonly request: CompletionRequest;
}

/** Who may speak. */
export const ROLE = oneOf('developer', 'system', 'user', 'assistant', 'tool', 'function');

/**
 * Types of the fields that adapters read, and bounds where OpenAI's document has them; every other field is the
 * provider's to judge. A field that is `null` counts as left out, as it does there.
 * Source: openai/openai-openapi 2.3.0, CreateChatCompletionRequest.
 */
export const OPTIONAL_FIELDS: Readonly<Record<string, DescribedCheck>> = {
  stream: A_BOOLEAN,
  stream_options: AN_OBJECT,
  temperature: numberWithin(0, 2),
  top_p: numberWithin(0, 1),
  frequency_penalty: numberWithin(-2, 2),
  presence_penalty: numberWithin(-2, 2),
  n: wholeNumberFrom(1, 128),
  max_tokens: wholeNumberFrom(1),
  max_completion_tokens: wholeNumberFrom(1),
  stop: STRING_OR_STRINGS,
  seed: AN_INTEGER,
  logprobs: A_BOOLEAN,
  top_logprobs: wholeNumberFrom(0, 20),
  logit_bias: AN_OBJECT,
  tools: OBJECTS,
  tool_choice: A_STRING_OR_OBJECT,
  parallel_tool_calls: A_BOOLEAN,
  functions: OBJECTS,
  function_call: A_STRING_OR_OBJECT,
  response_format: AN_OBJECT,
  reasoning_effort: A_STRING,
  verbosity: A_STRING,
  modalities: STRINGS,
  audio: AN_OBJECT,
  prediction: AN_OBJECT,
  web_search_options: AN_OBJECT,
  metadata: AN_OBJECT,
  user: A_STRING,
  safety_identifier: A_STRING,
  prompt_cache_key: A_STRING,
  service_tier: A_STRING,
  store: A_BOOLEAN,
};

/**
 * Checks a body as OpenAI does: the first wrong field is told, with what is accepted.
 * @throws GatewayError `request.invalid`.
 */
export function parseChatRequest(body: unknown): ChatRequest {
  requireObject(body);
  requireModel(body['model']);
  requireMessages(body['messages']);
  requireFields(body, OPTIONAL_FIELDS);
  const { fields, ...wish } = readStreamOptions(body);
  return { request: fields as unknown as CompletionRequest, ...wish };
}

function requireMessages(messages: unknown): void {
  requireGiven(messages, 'messages');
  requireFit(messages, 'messages', OBJECTS);
  const list = messages as readonly Fields[];
  if (list.length === 0) {
    throw refusal('messages', 'wrong_value', "Invalid value for 'messages': expected at least one message.");
  }
  list.forEach((message, at) => requireMessage(message, `messages[${at}]`));
}

function requireMessage(message: Fields, path: string): void {
  requireGiven(message['role'], `${path}.role`);
  requireFit(message['role'], `${path}.role`, ROLE);
  requireContent(message, path);
  const { tool_calls: calls } = message;
  if (calls !== undefined && calls !== null) requireFit(calls, `${path}.tool_calls`, OBJECTS);
  if (message['role'] !== 'tool') return;
  requireGiven(message['tool_call_id'], `${path}.tool_call_id`);
  requireFit(message['tool_call_id'], `${path}.tool_call_id`, A_STRING);
}

/** An assistant may have said nothing: it called a tool, or refused. */
function requireContent({ role, content }: Fields, path: string): void {
  if (content === undefined || content === null) {
    if (role === 'assistant' || role === 'function') return;
    throw missing(`${path}.content`);
  }
  if (typeof content === 'string') return;
  const place = `${path}.content`;
  requireFit(content, place, { ...OBJECTS, accepts: 'a string or an array of objects' });
  (content as readonly Fields[]).forEach((part, at) => {
    requireGiven(part['type'], `${place}[${at}].type`);
    requireFit(part['type'], `${place}[${at}].type`, A_STRING);
  });
}
