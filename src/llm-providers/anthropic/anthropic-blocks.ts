import { readTexts, type SaidTexts } from '../upstream/said-texts.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';

/** `text`, and what servers of this wire call it otherwise: `text_delta`, `output_text`. */
const OF_TEXT = /^text(?:_delta)?$|_text$/;
const NOTHING: SaidTexts = { shown: '', thought: '', isUnread: false };

/** The content of an answer as a list: a text, and a block alone, are one of one. */
export function blocksIn(content: unknown): readonly unknown[] {
  if (Array.isArray(content)) return content;
  return content === null || content === undefined || content === '' ? [] : [content];
}

/**
 * The text of a block, or of a piece of one. A block of another type than a text's has none, whatever it holds: results of
 * tools that Anthropic runs hold texts that are not the answer.
 */
export function textOfBlock(block: unknown): SaidTexts {
  if (isObject(block) && (!isOfText(block) || Object.keys(block).length === 0)) return NOTHING;
  if (!isObject(block) || typeof block['type'] !== 'string') return readTexts(block);
  return readTexts(block['text'] ?? block['content']);
}

/** The texts of all blocks as one. */
export function textOfBlocks(blocks: readonly unknown[]): SaidTexts {
  const texts = blocks.map(textOfBlock);
  return {
    shown: texts.map(({ shown }) => shown).join(''),
    thought: texts.map(({ thought }) => thought).join(''),
    isUnread: texts.some(({ isUnread }) => isUnread),
  };
}

function isOfText({ type }: Fields): boolean {
  return typeof type !== 'string' || OF_TEXT.test(type);
}
