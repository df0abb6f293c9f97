import { isObject, type Fields } from '../../../common/fields.js';

/** A piece of what a model thought: of its text, the signature behind it, or a thought that is sealed. */
export type ThoughtPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'signature'; readonly signature: string }
  | { readonly kind: 'sealed'; readonly data: string };

/** A format that is Claude's. Of others, the text is shown, and `ForeignThoughts` brings the whole back to them alone. */
const CLAUDE = /^anthropic-/;

/**
 * What a message, or a piece of one, says of thoughts. Providers tell the same thoughts in several fields: the one that
 * says most is read.
 */
export function thoughtsOf(message: object): ThoughtPiece[] {
  const { thinking_blocks: blocks, reasoning_details: details, ...texts } = message as Fields;
  if (Array.isArray(blocks) && blocks.length > 0) return blocks.filter(isObject).flatMap(ofBlock);
  const told = Array.isArray(details) ? details.filter(isObject).flatMap(ofDetail) : [];
  const text = [texts['reasoning_content'], texts['reasoning']].find(isSaid);
  if (text === undefined) return told;
  const others = told.filter(({ kind }) => kind !== 'text');
  // Texts alone say no more than the text of all, and that one parts its paragraphs.
  return others.length > 0 && others.length < told.length ? told : [{ kind: 'text', text }, ...others];
}

/** Of a thought whose format is not told it is believed, too. */
export function isClaudes(format: unknown): boolean {
  return typeof format !== 'string' || CLAUDE.test(format);
}

function ofBlock({ type, thinking, signature, data }: Fields): ThoughtPiece[] {
  if (type === 'redacted_thinking') return sealed(data);
  return [...textPiece(thinking), ...signed(signature)];
}

function ofDetail(detail: Fields): ThoughtPiece[] {
  const { type, text, summary, signature, data, format } = detail;
  const isOwn = isClaudes(format);
  if (type === 'reasoning.encrypted') return isOwn ? sealed(data) : [];
  return [...textPiece(type === 'reasoning.summary' ? summary : text), ...(isOwn ? signed(signature) : [])];
}

function isSaid(text: unknown): text is string {
  return typeof text === 'string' && text !== '';
}

function textPiece(text: unknown): ThoughtPiece[] {
  return isSaid(text) ? [{ kind: 'text', text }] : [];
}

function signed(signature: unknown): ThoughtPiece[] {
  return typeof signature === 'string' && signature !== '' ? [{ kind: 'signature', signature }] : [];
}

function sealed(data: unknown): ThoughtPiece[] {
  return typeof data === 'string' && data !== '' ? [{ kind: 'sealed', data }] : [];
}
