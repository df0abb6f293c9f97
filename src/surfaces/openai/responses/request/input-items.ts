import { isObject, type Fields } from '../../../../common/fields.js';
import { A_STRING, OBJECTS, oneOf, type FieldCheck } from '../../field-checks.js';
import { refusal, requireFit, requireGiven } from '../../request-checks.js';
import { isByCaller } from './offered-tools.js';

/** Who may speak in a message of the input. */
export const ITEM_ROLE = oneOf('user', 'assistant', 'system', 'developer');

const TEXT_OR_PARTS: FieldCheck = {
  accepts: 'a string or an array of objects',
  hasType: (value) => typeof value === 'string' || OBJECTS.hasType(value),
};

/** Strings that items of a type need. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  function_call: ['call_id', 'name', 'arguments'],
  custom_tool_call: ['call_id', 'name', 'input'],
  function_call_output: ['call_id'],
  custom_tool_call_output: ['call_id'],
};

/** The type of an item; a message need not say it. */
export function typeOf(item: Fields): string {
  const { type } = item;
  return typeof type === 'string' ? type : 'message';
}

/** @throws GatewayError `request.invalid` about the first field of the item that does not fit. */
export function requireItem(item: Fields, path: string): void {
  if (item['type'] !== undefined && item['type'] !== null) requireFit(item['type'], `${path}.type`, A_STRING);
  const type = typeOf(item);
  if (isReference(item)) return;
  if (type === 'message') requireMessage(item, path);
  // Types are the caller's words, and an object has more names than those that stand here.
  const needed = Object.hasOwn(NEEDED, type) ? NEEDED[type] : undefined;
  for (const name of needed ?? []) requireText(item, name, path);
  if (type.endsWith('_call_output') && needed) requireParts(item['output'], `${path}.output`);
  if (type.startsWith('tool_search_') && isByCaller(item)) requireText(item, 'call_id', path);
  if (type === 'reasoning')
    requireFit(item['encrypted_content'] ?? '', `${path}.encrypted_content`, A_STRING);
}

function requireMessage(item: Fields, path: string): void {
  requireGiven(item['role'], `${path}.role`);
  requireFit(item['role'], `${path}.role`, ITEM_ROLE);
  requireParts(item['content'], `${path}.content`);
}

function requireText(item: Fields, name: string, path: string): void {
  requireGiven(item[name], `${path}.${name}`);
  requireFit(item[name], `${path}.${name}`, A_STRING);
}

function requireParts(content: unknown, path: string): void {
  requireGiven(content, path);
  requireFit(content, path, TEXT_OR_PARTS);
  if (typeof content === 'string') return;
  (content as readonly Fields[]).forEach((part, at) => {
    requireGiven(part['type'], `${path}[${at}].type`);
    requireFit(part['type'], `${path}[${at}].type`, A_STRING);
  });
}

/** An item of an earlier response, by its id alone. */
export function isReference(item: Fields): boolean {
  const isBare = !('type' in item) && 'id' in item && !('role' in item);
  return isBare || typeOf(item) === 'item_reference';
}

/** @throws GatewayError `request.invalid` about the first item that is named by its id alone. */
export function requireNoReference(input: string | readonly Fields[]): void {
  const at = typeof input === 'string' ? -1 : input.findIndex(isReference);
  if (at === -1) return;
  const path = `input[${at}]`;
  const message = `Unsupported value: '${path}' refers to an item by its id, and Tollgate keeps no items. Send the item itself, as clients do with store: false.`;
  throw refusal(path, 'unsupported', message);
}

/** The parts of a content; a text is one of one. */
export function partsOf(content: unknown): readonly Fields[] {
  if (typeof content === 'string') return [{ type: 'input_text', text: content }];
  return Array.isArray(content) ? content.filter(isObject) : [];
}
