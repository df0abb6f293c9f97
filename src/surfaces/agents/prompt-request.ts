import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { GatewayError } from '../../common/errors.js';
import type { ChatMessage, CompletionRequest } from '../../port/canonical.js';
import {
  DEFAULT_MAX_TOKENS,
  DEFAULT_TEMPERATURE,
  MAX_MESSAGES,
  MessageDto,
  MESSAGES,
  PromptRequestDto,
} from './dto/prompt-request.dto.js';
import { asPlainPrompt } from './plain-prompt.js';

type Fields = Readonly<Record<string, unknown>>;

/** The names of the contract's fields, from the classes that are the contract. */
const FIELDS = fieldsOf(PromptRequestDto);
const MESSAGE_FIELDS = fieldsOf(MessageDto);

const MAX_COMPLAINTS = 10;
const MESSAGES_COMPLAINT: Complaint = { message: MESSAGES.message, param: 'messages' };

/** What the agent surface assumes for what a caller left open; a model family's own defaults go before it. */
export const AGENT_DEFAULTS = Object.freeze({
  max_tokens: DEFAULT_MAX_TOKENS,
  temperature: DEFAULT_TEMPERATURE,
});

/**
 * Checks a body against the contract.
 * @throws GatewayError `request.invalid` naming every field at fault and what is accepted.
 */
export function parsePromptRequest(body: unknown): PromptRequestDto {
  if (!isPlainObject(body)) throw invalid([{ message: 'the body must be a JSON object' }]);
  return asPlainPrompt(body) ?? validated(body);
}

/**
 * By the validator, whatever stands in it.
 * @throws GatewayError `request.invalid`.
 */
export function validated(body: Fields): PromptRequestDto {
  const { messages } = body;
  if (Array.isArray(messages) && !isConversation(messages)) throw invalid([MESSAGES_COMPLAINT]);

  const unknown = [...unknownFields(body, FIELDS), ...unknownFieldsOfMessages(messages)];
  const request = plainToInstance(PromptRequestDto, knownPart(body));
  const errors = validateSync(request, { stopAtFirstError: true });
  const complaints = [...unknown, ...errors.flatMap((error) => complaintsOf(error))];
  if (complaints.length > 0) throw invalid(complaints);
  if (isGiven(request.prompt) && isGiven(request.messages)) {
    const message = 'prompt and messages exclude each other; give one of them';
    throw invalid([{ message, param: 'messages' }]);
  }
  return request;
}

/** Renames, nothing else. */
export function toCompletionRequest(dto: PromptRequestDto, defaultModel: string): CompletionRequest {
  const system: ChatMessage[] = isGiven(dto.system) ? [{ role: 'system', content: dto.system }] : [];
  const conversation: ChatMessage[] = dto.messages?.map(({ role, content }) => ({ role, content })) ?? [
    { role: 'user', content: dto.prompt ?? '' },
  ];
  return {
    model: dto.model ?? defaultModel,
    messages: [...system, ...conversation],
    ...(isGiven(dto.max_tokens) ? { max_tokens: dto.max_tokens } : {}),
    ...(isGiven(dto.temperature) ? { temperature: dto.temperature } : {}),
  };
}

function fieldsOf(dto: new () => object): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))];
}

interface Complaint {
  readonly message: string;
  readonly param?: string;
}

function invalid(complaints: readonly Complaint[]): GatewayError {
  const shown = complaints.slice(0, MAX_COMPLAINTS).map(({ message }) => message);
  const more = complaints.length > shown.length ? ['and more'] : [];
  const text = [...shown, ...more].join('; ');
  const param = complaints[0]?.param;
  return new GatewayError(
    'request.invalid',
    `Invalid request: ${text}.`,
    param === undefined ? {} : { param },
  );
}

/** Looked at before the elements are checked: that takes its time. */
function isConversation(messages: readonly unknown[]): boolean {
  return messages.length <= MAX_MESSAGES && messages.every(isPlainObject);
}

/** By own names: what every object inherits is no field. */
function unknownFields(object: Fields, known: readonly string[], parent = ''): Complaint[] {
  const complaints: Complaint[] = [];
  for (const name of Object.keys(object)) {
    if (known.includes(name)) continue;
    const param = parent + printable(name);
    complaints.push({ message: `unknown field "${param}"; accepted are ${known.join(', ')}`, param });
    // A body may have very many; few are enough to tell.
    if (complaints.length > MAX_COMPLAINTS) break;
  }
  return complaints;
}

/** Of the first messages that have any: few are enough to tell. */
function unknownFieldsOfMessages(messages: unknown): Complaint[] {
  const complaints: Complaint[] = [];
  for (const [index, message] of Array.isArray(messages) ? messages.entries() : []) {
    complaints.push(...unknownFields(message as Fields, MESSAGE_FIELDS, `messages.${index}.`));
    if (complaints.length > MAX_COMPLAINTS) break;
  }
  return complaints;
}

/**
 * A copy with known names and plain values only: what a caller made up never reaches the libraries that check the rest,
 * one of which takes a time that grows with the square of an object's members.
 */
function knownPart(body: Fields): Fields {
  const { messages } = body;
  if (!Array.isArray(messages)) return pick(body, FIELDS);
  return {
    ...pick(body, FIELDS),
    messages: messages.map((message: Fields) => pick(message, MESSAGE_FIELDS)),
  };
}

function pick(object: Fields, names: readonly string[]): Fields {
  const own = names.filter((name) => Object.hasOwn(object, name));
  return Object.fromEntries(own.map((name) => [name, plainOrEmpty(object[name])]));
}

/** No field but `messages` takes an array or an object: an empty one is refused alike. */
function plainOrEmpty(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? [] : {};
}

function complaintsOf(error: ValidationError, parent = ''): Complaint[] {
  const path = parent + error.property;
  if (error.children?.length) return error.children.flatMap((child) => complaintsOf(child, `${path}.`));
  return Object.values(error.constraints ?? {}).map((message) => ({
    message: parent + message,
    param: path,
  }));
}

function isPlainObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}

const MAX_NAME_CHARACTERS = 64;

/** A field's name is the caller's text: short, and on one line. */
function printable(name: string): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  // Cut first: escaping a name of megabytes would hold up every other call.
  const plain = JSON.stringify(name.slice(0, MAX_NAME_CHARACTERS + 1))
    .slice(1, -1)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped);
  return plain.length > MAX_NAME_CHARACTERS ? `${plain.slice(0, MAX_NAME_CHARACTERS)}…` : plain;
}
