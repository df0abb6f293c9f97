import { createHash } from 'node:crypto';
import { countTokensAsync, takeTokens } from './tokens/token-counting.js';
import type { CompletionRequest, CompletionUsage } from '../../port/canonical.js';
import { textOf } from './message-text.js';
import type { FinishReason, SandboxAnswer } from './sandbox-answer.js';
import type { SandboxScenario } from './sandbox-model-name.js';

/** A whole answer, from which both the plain and the streamed form are made. */
export interface Simulation {
  /** 16 hex digits of the request's hash: the same request has the same ids. */
  readonly fingerprint: string;
  readonly model: string;
  readonly createdS: number;
  /** The text of the message; of a tool call, its arguments. */
  readonly text: string;
  readonly toolName: string | null;
  readonly finishReason: FinishReason;
  readonly usage: CompletionUsage;
}

interface LimitedAnswer extends SandboxAnswer {
  readonly completionTokens: number;
  readonly isCut: boolean;
}

/** @throws the signal's reason, once it is aborted; what the behaviour throws. */
export async function simulate(
  request: CompletionRequest,
  scenario: SandboxScenario,
  context: { readonly nowMs: number; readonly signal: AbortSignal },
): Promise<Simulation> {
  const limit = request.max_completion_tokens ?? request.max_tokens ?? Infinity;
  const answer = await limitAnswer(scenario.model.answer(request), limit, context.signal);
  return {
    fingerprint: createHash('sha256').update(JSON.stringify(request)).digest('hex').slice(0, 16),
    model: request.model,
    createdS: Math.floor(context.nowMs / 1000),
    text: answer.text,
    toolName: answer.toolName,
    finishReason: scenario.settings.finishReason ?? naturalFinishReason(answer),
    usage: toUsage(await countPromptTokens(request, context.signal), answer),
  };
}

/** Cuts the answer where the limit runs out: first in its reasoning, then in the tool's name, then in its text. */
async function limitAnswer(
  answer: SandboxAnswer,
  limit: number,
  signal: AbortSignal,
): Promise<LimitedAnswer> {
  const nameTokens = answer.toolName === null ? 0 : await countTokensAsync(answer.toolName, signal);
  const hiddenTokens = answer.reasoningTokens + nameTokens;
  if (hiddenTokens > 0 && hiddenTokens >= limit) {
    const reasoningTokens = Math.min(answer.reasoningTokens, limit);
    return { text: '', toolName: null, reasoningTokens, completionTokens: limit, isCut: true };
  }
  const prefix = await takeTokens(answer.text, limit - hiddenTokens, signal);
  const completionTokens = hiddenTokens + prefix.tokens;
  return { ...answer, text: prefix.text, completionTokens, isCut: !prefix.isWhole };
}

function naturalFinishReason({ isCut, toolName }: LimitedAnswer): FinishReason {
  if (isCut) return 'length';
  return toolName === null ? 'stop' : 'tool_calls';
}

/** The texts of all messages and nothing else: no overhead for roles, names or tools. */
async function countPromptTokens(request: CompletionRequest, signal: AbortSignal): Promise<number> {
  let tokens = 0;
  for (const message of request.messages) tokens += await countTokensAsync(textOf(message), signal);
  return tokens;
}

function toUsage(promptTokens: number, answer: LimitedAnswer): CompletionUsage {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: answer.completionTokens,
    total_tokens: promptTokens + answer.completionTokens,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: answer.reasoningTokens },
  };
}
