import type { ChatMessage, CompletionRequest } from '../../port/canonical.js';
import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { toThinkingBlocks } from './anthropic-thinking.js';
import { badMessages } from '../upstream/bad-messages.js';
import {
  placeBehind,
  withInstructions,
  type AnthropicConversation,
  type Instruction,
} from './anthropic-instructions.js';
import { toBlocks, type AnthropicBlock, type AnthropicTurn } from './to-anthropic-blocks.js';
import { withCleanCallIds } from './clean-call-ids.js';
import { goesOnFromNone, withoutBegunAnswer } from './begun-answer.js';
import { toToolUses } from './to-anthropic-tools.js';
import type { Fields } from '../upstream/wire-fields.js';

/**
 * @throws GatewayError `provider.rejected` with a place in `messages` for what the API has no block for, and where nothing
 * is said.
 */
export function toAnthropicMessages(call: UpstreamCall<CompletionRequest>): AnthropicConversation {
  const turns: OpenTurn[] = [];
  const instructions: Instruction[] = [];
  for (const [at, message] of withCleanCallIds(call.request.messages).entries()) {
    const place = `messages[${at}]`;
    if (!isInstruction(message)) take(toTurn(message, place, call), turns);
    else {
      const content = withCacheMark(toBlocks(message.content, `${place}.content`, call), message);
      instructions.push({ behind: placeBehind(turns), content });
    }
  }
  if (turns.length === 0)
    throw badMessages('it needs a message that is no instruction, with some content', 'messages', call);
  requireLastWord(turns, call);
  const { model } = call.request;
  return withInstructions(withoutBegunAnswer(turns, model), instructions, model);
}

/** Without a last message that says nothing, the answer before it would be one that is to be continued. */
function requireLastWord(turns: readonly AnthropicTurn[], call: UpstreamCall<CompletionRequest>): void {
  const { messages, model } = call.request;
  if (goesOnFromNone(model)) return;
  const at = messages.findLastIndex((message) => !isInstruction(message));
  if (messages[at]?.role !== 'user' || turns.at(-1)?.role !== 'assistant') return;
  const what = 'it takes no message of a user that says nothing behind an answer';
  throw badMessages(what, `messages[${at}].content`, call);
}

function isInstruction({ role }: ChatMessage): boolean {
  return role === 'system' || role === 'developer';
}

function toTurn(message: ChatMessage, place: string, call: UpstreamCall): AnthropicTurn {
  const content = toBlocks(message.content, `${place}.content`, call);
  switch (message.role) {
    case 'assistant': {
      const refusal = content.length === 0 ? toBlocks(message.refusal, `${place}.refusal`, call) : [];
      const uses = toToolUses(message.tool_calls ?? [], `${place}.tool_calls`, call);
      const said = withCacheMark([...content, ...refusal, ...uses], message);
      // A turn that ends with a thought would be refused, as an empty one would.
      return { role: 'assistant', content: said.length > 0 ? [...toThinkingBlocks(message), ...said] : [] };
    }
    case 'tool': {
      const result = { type: 'tool_result', tool_use_id: message.tool_call_id, content } as const;
      return { role: 'user', content: withCacheMark([result], message) };
    }
    case 'user':
      return { role: 'user', content: withCacheMark(content, message) };
    default:
      throw badMessages(
        'it takes the roles system, developer, user, assistant and tool only',
        `${place}.role`,
        call,
      );
  }
}

/**
 * A message may have the mark that Anthropic has on blocks: all up to its last block is cached then. One of the block's
 * own goes before it.
 */
function withCacheMark(blocks: readonly AnthropicBlock[], message: object): readonly AnthropicBlock[] {
  const { cache_control: mark } = message as { readonly cache_control?: unknown };
  const last = blocks.at(-1);
  if (mark === undefined || mark === null || !last) return blocks;
  const marked: Fields & AnthropicBlock = { cache_control: mark, ...last };
  return [...blocks.slice(0, -1), marked];
}

/** One that neighbours of its role are added to, without a copy for each: a conversation may have 20,000 of them. */
interface OpenTurn extends AnthropicTurn {
  readonly content: AnthropicBlock[];
}

/** A turn without anything in it would be refused; neighbours of one role are one turn. */
function take({ role, content }: AnthropicTurn, turns: OpenTurn[]): void {
  if (content.length === 0) return;
  const last = turns.at(-1);
  if (last?.role === role) last.content.push(...content);
  else turns.push({ role, content: [...content] });
}
