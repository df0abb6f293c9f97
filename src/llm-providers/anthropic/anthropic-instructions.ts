import type { AnthropicBlock, AnthropicTurn, TextBlock } from './to-anthropic-blocks.js';

/**
 * Models that take a turn of the role `system`: behind a turn of a user, and at the end or before an answer; older ones
 * answer 400. Left where it stood, it leaves the prompt before it as it was, for caches and for signatures of thoughts.
 * Sources: platform.claude.com/docs, Mid-conversation system messages, as langchain-ai/langchainjs#11922,
 * pydantic/pydantic-ai#6765 and maximhq/bifrost#3945 have it, and `SystemMessageParam` of @anthropic-ai/sdk 1.14.0; read
 * 2026-12-01, not tried on the live service.
 */
const TAKES_THEM = /^claude-(opus-4-[89]|fable|mythos|(opus|sonnet|haiku)-([5-9]|\d\d))\b/;

/** What an instruction says, and behind which turn. */
export interface Instruction {
  /** Its index; -1 = before the conversation. */
  readonly behind: number;
  readonly content: readonly AnthropicBlock[];
}

export interface AnthropicConversation {
  /** Instructions before the conversation, and those that have no place in it, in their order. */
  readonly system: readonly TextBlock[];
  /** Turns whose roles alternate but for instructions between them; neighbours of one role are one turn. */
  readonly messages: readonly AnthropicTurn[];
}

export function takesInstructions(model: string): boolean {
  return TAKES_THEM.test(model);
}

/** Where an instruction stands that follows these turns: behind an answer, it waits for what the user says. */
export function placeBehind(turns: readonly AnthropicTurn[]): number {
  return turns.at(-1)?.role === 'assistant' ? turns.length : turns.length - 1;
}

export function withInstructions(
  turns: readonly AnthropicTurn[],
  instructions: readonly Instruction[],
  model: string,
): AnthropicConversation {
  const inPlace = new Map<number, AnthropicBlock[]>();
  const system: AnthropicBlock[] = [];
  for (const { behind, content } of instructions) {
    const there = inPlace.get(behind);
    if (turns[behind] === undefined || !takesInstructions(model)) system.push(...content);
    else if (there) there.push(...content);
    else inPlace.set(behind, [...content]);
  }
  const messages = turns.flatMap((turn, at) => {
    const content = inPlace.get(at) ?? [];
    return content.length === 0 ? [turn] : [turn, { role: 'system', content } as const];
  });
  return { system: system as TextBlock[], messages };
}
