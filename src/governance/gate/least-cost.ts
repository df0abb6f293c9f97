import { toPicoUsd, type PicoUsd } from '../../common/pico-usd.js';
import { costOfAnswer } from '../../completions/answer-cost.js';
import type { AnswerOnItsWay } from '../../completions/call-permit.js';
import { sizeOf } from '../../completions/request-size.js';
import type { CompletionUsage } from '../../port/canonical.js';
import { isTokenCount } from '../../port/token-count.js';

/**
 * Of text, code and languages alike, no answer has more characters a token than this, but for one of lines and spaces
 * alone; twice what estimates go by.
 */
const MOST_CHARACTERS_PER_TOKEN = 8;
const MILLION = 1_000_000;

/** What an answer costs by now, at least. */
export interface LeastCost {
  readonly cost: PicoUsd;
  /** A million tokens of output on top of it. */
  readonly costOfMillion: PicoUsd;
  /** That came. */
  readonly characters: number;
  /** At most. */
  readonly charactersPerToken: number;
}

/** `null` = there is no price for it. */
export function leastCostOf(answer: AnswerOnItsWay): LeastCost | null {
  const { request, seen } = answer;
  const { answerCharacters: characters, usage } = seen;
  const charactersPerToken = MOST_CHARACTERS_PER_TOKEN;
  const written = Math.floor(characters / charactersPerToken);
  const output = Math.max(written, countIn(usage?.completion_tokens) ?? 0);
  const input = countIn(usage?.prompt_tokens) ?? inputAtLeast(request);
  const cost = costWith(answer, input, output);
  const withMillion = costWith(answer, input, output + MILLION);
  if (cost === null || withMillion === null) return null;
  return { cost, costOfMillion: withMillion - cost, characters, charactersPerToken };
}

function inputAtLeast(request: AnswerOnItsWay['request']): number {
  const { characters, tokens } = sizeOf(request);
  return Math.floor(characters / MOST_CHARACTERS_PER_TOKEN) + tokens;
}

function costWith(
  { provider, request, seen, atMs }: AnswerOnItsWay,
  input: number,
  output: number,
): PicoUsd | null {
  const counts = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
  const usage: CompletionUsage = { ...seen.usage, ...counts };
  const { usd } = costOfAnswer(provider, seen.model ?? request.model, usage, atMs, request.model);
  return usd === null ? null : toPicoUsd(usd);
}

function countIn(value: unknown): number | null {
  return isTokenCount(value) ? value : null;
}
