import { readTexts } from '../upstream/said-texts.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';

/** What a candidate says, part by part. */
export interface SaidParts {
  /** Where a part has a text, it is one. */
  readonly parts: readonly Fields[];
  /** Something stands there in which no text and no part could be found. */
  readonly isUnread: boolean;
}

const NOTHING: SaidParts = { parts: [], isUnread: false };
const UNREAD: SaidParts = { parts: [], isUnread: true };

/**
 * The parts of a candidate. Servers of Gemini's wire write `content` as a text or as a list, `parts` as one part or as
 * texts, and older ones or those of streams say it in `delta`, `output` or `text`.
 */
export function saidParts({ content, delta, output, text }: Fields): SaidParts {
  const found = [content, delta, output, text].map(partsOf);
  const hasUnread = found.some(({ isUnread }) => isUnread);
  const first = found.find(({ parts }) => parts.length > 0);
  return { parts: first?.parts ?? [], isUnread: hasUnread };
}

function partsOf(content: unknown): SaidParts {
  if (content === null || content === undefined || content === '') return NOTHING;
  if (!isObject(content)) return listOf(content);
  const { role: _role, parts, ...others } = content;
  if (parts !== null && parts !== undefined) return listOf(parts);
  if (Object.keys(others).length === 0) return NOTHING;
  return textOf(others) === undefined ? UNREAD : listOf(others);
}

function listOf(parts: unknown): SaidParts {
  const all = (Array.isArray(parts) ? parts : [parts]).map(partOf);
  return { parts: all.flatMap((one) => one.parts), isUnread: all.some(({ isUnread }) => isUnread) };
}

/** A part of another kind than a text's is left as it is. */
function partOf(part: unknown): SaidParts {
  const own = isObject(part) ? part : null;
  const text = own ? textOf(own) : part;
  if (text === undefined || text === null) return own ? { parts: [own], isUnread: false } : NOTHING;
  const { shown, thought, isUnread } = readTexts(text);
  return { parts: [{ ...own, text: shown + thought }], isUnread };
}

function textOf({ text, content, value }: Fields): unknown {
  return text ?? content ?? value ?? undefined;
}
