import { isObject, type Fields } from '../../../common/fields.js';
import { AN_OBJECT, OBJECTS } from '../../checks-of-fields.js';
import { refused, requireFit, requireModelName } from './request-checks.js';
import { asList, fieldsOf, givenTwice, inCamelCase, listOf } from './wire-names.js';

/** A checked body of `:generateContent`, under the names of Google's documents. */
export interface GenerateBody extends Fields {
  /** As the address names it. */
  readonly model: string;
  readonly contents: readonly ContentFields[];
}

/** A turn of the conversation. */
export interface ContentFields {
  readonly role: 'user' | 'model';
  readonly parts: readonly Fields[];
}

const ROLES: Readonly<Record<string, ContentFields['role']>> = {
  user: 'user',
  model: 'model',
  // results of functions, as older clients send them
  function: 'user',
  tool: 'user',
};

/**
 * Checks what is read here; bounds, and every other field, are the provider's to judge.
 * Source: @google/genai 3.3.0, `GenerateContentParameters` and `Content`, read 2026-11-29.
 * @throws GatewayError `request.invalid`, with the first wrong field.
 */
export function parseGenerateRequest(model: string, body: unknown): GenerateBody {
  requireModelName(model);
  if (!isObject(body)) throw refused('body', 'wrong_type', 'The body must be a JSON object.');
  requireOnce(body, '');
  const fields = inCamelCase(body);
  requireOnce(fields['generationConfig'], 'generationConfig.');
  const contents = asList(fields['contents'] ?? []);
  requireFit(contents, 'contents', OBJECTS);
  const list = contents as readonly Fields[];
  if (list.length === 0) throw refused('contents', 'missing', "'contents' must hold at least one turn.");
  for (const name of ['systemInstruction', 'generationConfig', 'toolConfig'])
    requireFit(fields[name], name, AN_OBJECT);
  requireFit(asList(fieldsOf(fields['systemInstruction'])['parts']), 'systemInstruction.parts', OBJECTS);
  const { tools } = fields;
  requireFit(asList(tools), 'tools', OBJECTS);
  const listed = tools === undefined ? {} : { tools: listOf(tools) };
  return {
    ...fields,
    ...listed,
    model,
    contents: list.map((turn, at) => toContent(turn, `contents[${at}]`)),
  };
}

/** Which of two a provider goes by is not known, and what is reserved for a request hangs on it. */
function requireOnce(fields: unknown, place: string): void {
  const name = givenTwice(fields);
  if (name === null) return;
  const path = place + name;
  throw refused(path, 'wrong_value', `'${path}' is given twice, under both of its names: give it once.`);
}

/** The same for `:countTokens`, where the request may stand in a field of its own. */
export function parseCountRequest(model: string, body: unknown): GenerateBody {
  const { generateContentRequest: inner } = fieldsOf(body);
  return parseGenerateRequest(model, inner ?? body);
}

/** @throws GatewayError `request.invalid` for a turn that is none. */
export function toContent(turn: Fields, path: string): ContentFields {
  const { role = 'user', ...said } = inCamelCase(turn);
  const parts = asList(said['parts'] ?? []);
  requireFit(parts, `${path}.parts`, OBJECTS);
  const known = typeof role === 'string' && Object.hasOwn(ROLES, role) ? ROLES[role] : undefined;
  if (!known)
    throw refused(`${path}.role`, 'wrong_value', `Invalid value at '${path}.role': use user or model.`);
  return { role: known, parts: (parts as readonly Fields[]).map(inCamelCase) };
}
