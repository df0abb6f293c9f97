import type { AnthropicTurn } from './to-anthropic-blocks.js';
import type { Fields } from '../upstream/wire-fields.js';

/**
 * The tools that a conversation has called, for a request that offers none: agents ask so for a summary, or a last word.
 * OpenAI takes that; Anthropic refused it ("Requests which include tool_use or tool_result blocks must define tools",
 * anthropic-sdk-python#494), or answered without content (vercel/ai#12378; both read 2026-11-30). They are shown by name
 * alone, and the model may call none of them.
 */
export function toolsOfHistory(turns: readonly AnthropicTurn[]): Fields {
  const names = new Set<string>();
  for (const { content } of turns) {
    for (const block of content) if (block.type === 'tool_use') names.add(block.name);
  }
  if (names.size === 0) return {};
  const schema = { type: 'object', properties: {} };
  const tools = [...names].map((name) => ({ name, input_schema: schema }));
  return { tools, tool_choice: { type: 'none' } };
}
