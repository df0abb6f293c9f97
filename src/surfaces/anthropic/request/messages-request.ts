import type { Fields } from '../../../common/fields.js';
import { isObject } from '../../../common/fields.js';
import { MODEL_NAME, MODEL_NAME_ACCEPTED } from '../../../port/model-name.js';
import {
  A_BOOLEAN,
  A_NUMBER,
  A_STRING,
  AN_OBJECT,
  OBJECTS,
  STRINGS,
  type Check,
} from '../../checks-of-fields.js';
import { CONTENT, refused, requireField, requireOptional } from './request-checks.js';

/** A checked body of `/v1/messages`, as its caller wrote it. */
export interface MessagesBody extends Fields {
  readonly model: string;
  readonly messages: readonly MessageFields[];
}

/** A message of it. */
export interface MessageFields extends Fields {
  readonly role: string;
  /** A text, or blocks. */
  readonly content: string | readonly Fields[];
}

const ROLES = ['user', 'assistant', 'system'];
const A_ROLE: Check = {
  accepts: "'user' or 'assistant'",
  fits: (value) => typeof value === 'string' && ROLES.includes(value),
};
const A_LIMIT: Check = {
  accepts: 'an integer greater than or equal to 0',
  fits: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};
const A_MODEL: Check = {
  accepts: MODEL_NAME_ACCEPTED,
  fits: (value) => typeof value === 'string' && MODEL_NAME.test(value),
};

/**
 * Types of the fields that are read here; bounds, and every other field, are the provider's to judge.
 * Source: @anthropic-ai/sdk 1.14.0, resources/messages, read 2026-11-29.
 */
const OPTIONAL: Readonly<Record<string, Check>> = {
  stream: A_BOOLEAN,
  system: CONTENT,
  temperature: A_NUMBER,
  top_p: A_NUMBER,
  top_k: A_NUMBER,
  stop_sequences: STRINGS,
  tools: OBJECTS,
  tool_choice: AN_OBJECT,
  thinking: AN_OBJECT,
  output_config: AN_OBJECT,
  metadata: AN_OBJECT,
  service_tier: A_STRING,
};

/**
 * Checks a body as Anthropic does: the first wrong field is told, with what is accepted.
 * @throws GatewayError `request.invalid`.
 */
export function parseMessagesRequest(body: unknown): MessagesBody {
  const fields = parseCountRequest(body);
  requireField(fields, 'max_tokens', A_LIMIT);
  return fields;
}

/** The same for `/v1/messages/count_tokens`, which takes no limit. */
export function parseCountRequest(body: unknown): MessagesBody {
  if (!isObject(body)) throw refused('body', 'wrong_type', 'Input should be a JSON object');
  requireField(body, 'model', A_MODEL);
  requireField(body, 'messages', OBJECTS);
  const messages = body['messages'] as readonly Fields[];
  if (messages.length === 0) throw refused('messages', 'wrong_value', 'at least one message is required');
  messages.forEach((message, at) => requireMessage(message, `messages.${at}`));
  requireOptional(body, OPTIONAL);
  return body as MessagesBody;
}

function requireMessage(message: Fields, path: string): void {
  requireField(message, 'role', A_ROLE, `${path}.role`);
  requireField(message, 'content', CONTENT, `${path}.content`);
}
