import { isObject, type Fields } from '../common/fields.js';

/** What a provider wants back of its thoughts, so that a model can go on thinking, as its adapter wrote it. */
export interface SealedThoughts {
  /** Whose thoughts they are: no other provider can read them. Its id, or its mark where that is all that is told. */
  readonly provider: string;
  /** Fields of the assistant's message: `thinking_blocks`, `reasoning_details`, `extra_content`, `reasoning_content`. */
  readonly message: Fields;
  /** Fields of its calls of tools, by the id of the call. */
  readonly calls: Readonly<Record<string, Fields>>;
}

/** Tells it from what OpenAI seals. */
const MARK = 'tollgate.1.';

/** As `encrypted_content` of a reasoning item: clients keep it unread, and send it back. Signed by its provider only. */
export function seal(thoughts: SealedThoughts): string {
  return MARK + Buffer.from(JSON.stringify(thoughts)).toString('base64url');
}

/** It is no thought of OpenAI's. */
export function isSealedHere(text: unknown): text is string {
  return typeof text === 'string' && text.startsWith(MARK);
}

/** `null` = it was not sealed here, or was changed. */
export function unseal(text: unknown): SealedThoughts | null {
  if (!isSealedHere(text)) return null;
  const thoughts = parsed(Buffer.from(text.slice(MARK.length), 'base64url').toString());
  if (!isObject(thoughts)) return null;
  const { provider, message, calls } = thoughts;
  if (typeof provider !== 'string' || !isObject(message) || !isObject(calls)) return null;
  const known = Object.entries(calls).filter((entry): entry is [string, Fields] => isObject(entry[1]));
  return {
    provider,
    message: { ...own(message), ...plainIn(message) },
    calls: Object.fromEntries(known.map(([id, call]) => [id, own(call)])),
  };
}

function plainIn({ reasoning_content: text }: Fields): Fields {
  return typeof text === 'string' ? { reasoning_content: text } : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null; // It was cut, or made up.
  }
}

const OF_MESSAGES = ['thinking_blocks', 'reasoning_details', 'extra_content'] as const;

/** Of a message, a piece of one or a call, what goes back to its provider. It came from outside: nothing else is taken. */
export function own(holder: object): Fields {
  const fields = holder as Fields;
  const found = OF_MESSAGES.filter((name) => isObject(fields[name]) || Array.isArray(fields[name]));
  return Object.fromEntries(found.map((name) => [name, fields[name]]));
}
