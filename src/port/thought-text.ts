import { isObject, type Fields } from '../common/fields.js';

/**
 * What a message, or a piece of one, says of thoughts in words. Providers tell the same thoughts in several fields: the
 * first that has words is read.
 */
export function thoughtText(message: object): string {
  const {
    reasoning_content: content,
    reasoning,
    reasoning_details: details,
    thinking_blocks: blocks,
  } = message as Fields;
  const told = [content, reasoning].find((text) => typeof text === 'string' && text !== '');
  if (typeof told === 'string') return told;
  return joined(details, 'text', 'summary') || joined(blocks, 'thinking');
}

function joined(list: unknown, ...names: readonly string[]): string {
  const pieces = Array.isArray(list) ? list.filter(isObject) : [];
  const texts = pieces.flatMap((piece) => names.map((name) => piece[name]));
  return texts.filter((text) => typeof text === 'string').join('');
}
