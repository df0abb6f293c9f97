import { objectsOf, type Fields } from '../upstream/wire-fields.js';

/** Says whose signature or secret it is. */
const FORMAT = 'anthropic-claude-v1';

/**
 * Blocks of thinking as OpenRouter tells them, in `reasoning_details`.
 * Source: sources of clients of OpenRouter, such as Cline's, read 2026-11-28.
 */
export function toReasoningDetails(blocks: readonly Fields[]): Fields[] {
  return blocks.map(({ type, thinking, signature, data }, index) =>
    type === 'thinking'
      ? { type: 'reasoning.text', text: thinking, signature, format: FORMAT, index }
      : { type: 'reasoning.encrypted', data, format: FORMAT, index },
  );
}

/** What a caller brings back; details of another provider's are none. */
export function fromReasoningDetails(details: unknown): Fields[] {
  return objectsOf(details)
    .filter(({ format }) => format === FORMAT || format === undefined || format === null)
    .flatMap(({ type, text, signature, data }): Fields[] => {
      if (type === 'reasoning.text') return [{ type: 'thinking', thinking: text ?? '', signature }];
      return type === 'reasoning.encrypted' ? [{ type: 'redacted_thinking', data }] : [];
    });
}
