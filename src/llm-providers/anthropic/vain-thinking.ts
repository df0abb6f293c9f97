import { isObject } from '../upstream/wire-fields.js';
import type { AnthropicTurn } from './to-anthropic-messages.js';

/**
 * A turn that called tools while thinking was on has to come back with its thoughts, and many clients drop these: the
 * request would be refused. So thinking is off where results of tools answer such a turn, and on again after it.
 * Source: platform.claude.com/docs, Extended thinking, read 2026-11-23; not tried on the live service.
 */
export function withoutVainThinking(
  request: object,
  turns: readonly AnthropicTurn[],
): { readonly thinking?: { readonly type: 'disabled' } } {
  const { thinking } = request as { readonly thinking?: unknown };
  if (!isObject(thinking) || thinking['type'] !== 'enabled') return {};
  const [calling, answering] = turns.slice(-2);
  const isLoop = answering?.content.some(({ type }) => type === 'tool_result') ?? false;
  const first = calling?.content[0]?.type;
  const hasThoughts = first === 'thinking' || first === 'redacted_thinking';
  return isLoop && !hasThoughts ? { thinking: { type: 'disabled' } } : {};
}
