import { isObject, type Fields } from '../common/fields.js';

/** Where the APIs have what the system says, and where the turns. */
const SYSTEM_FIELDS = ['system', 'instructions', 'systemInstruction', 'system_instruction'] as const;
const TURN_FIELDS = ['messages', 'input', 'contents'] as const;

/** Fields of a part that tell one from another. Marks such as `cache_control` come and go between two turns. */
const TELLING = new Set(['text', 'url', 'image_url', 'data', 'file_id', 'file_data', 'fileUri', 'file_uri']);

/** Of the beginning of a conversation, so much is looked at. */
const MAX_TURNS = 32;
const MAX_PARTS = 64;
const MAX_DEPTH = 4;
const MAX_CHARACTERS = 32_768;
/** Of each end of a long text. */
const END_CHARACTERS = 4_096;

/**
 * How a conversation begins, the same in each of its turns: what the system says, and the first turn of the user's.
 * `null` = there is none: a prompt that stands alone, or something that is no conversation.
 */
export function beginningOf(body: unknown): string | null {
  if (!isObject(body)) return null;
  const words = new Words();
  for (const field of SYSTEM_FIELDS) words.take(body[field]);
  for (const field of TURN_FIELDS) if (takeFirstTurn(body[field], words)) return words.joined;
  return null;
}

/** @returns whether there is one. */
function takeFirstTurn(turns: unknown, words: Words): boolean {
  if (typeof turns === 'string') {
    words.take(turns);
    return true;
  }
  // A single turn may stand without its list, as in Google's own examples.
  const list = isObject(turns) ? [turns] : turns;
  if (!Array.isArray(list)) return false;
  for (const turn of list.slice(0, MAX_TURNS).filter(isObject)) {
    if (turn['role'] === 'system' || turn['role'] === 'developer') words.take(contentOf(turn));
    if (!isUsers(turn)) continue;
    words.take(contentOf(turn));
    return true;
  }
  return false;
}

/** Gemini's clients leave the role out of a single turn. */
function isUsers(turn: Fields): boolean {
  return turn['role'] === 'user' || (turn['role'] === undefined && turn['parts'] !== undefined);
}

function contentOf({ content, parts }: Fields): unknown {
  return content ?? parts;
}

/** Texts one after another, however they stand: as one, in parts, or in objects of parts. */
class Words {
  private readonly texts: string[] = [];
  private characters = 0;

  get joined(): string {
    return this.texts.join('\n');
  }

  take(value: unknown, depth = 0): void {
    if (this.characters > MAX_CHARACTERS || depth > MAX_DEPTH) return;
    if (typeof value === 'string') this.add(value);
    else if (Array.isArray(value)) for (const part of value.slice(0, MAX_PARTS)) this.take(part, depth + 1);
    else if (isObject(value)) this.takeFields(value, depth + 1);
  }

  private takeFields(fields: Fields, depth: number): void {
    for (const [name, value] of Object.entries(fields)) {
      if (name === 'cache_control' || (typeof value === 'string' && !TELLING.has(name))) continue;
      this.take(value, depth);
    }
  }

  private add(text: string): void {
    const isLong = text.length > 2 * END_CHARACTERS;
    const kept = isLong ? text.slice(0, END_CHARACTERS) + text.slice(-END_CHARACTERS) : text;
    this.texts.push(kept);
    this.characters += kept.length;
  }
}
