import { isUtf8 } from 'node:buffer';
import { isWithinDepth } from '../../common/http/upstream-answer.js';
import type { Completion } from '../../port/canonical.js';
import { tierBilledApart } from '../../port/service-tier.js';
import { isTokenCount } from '../../port/token-count.js';
import { haveIds } from '../upstream/call-ids.js';
import { FINISH_REASONS, isObject, type Fields } from '../upstream/wire-fields.js';
import { isTyped } from './typed-call.js';
import { hasName } from './unnamed-calls.js';

const BRACE = 0x7b;

/** Fields beside the answer that can change what it means. */
const ODD_FIELDS = ['error', 'x_groq', 'detail', 'errors', 'base_resp'] as const;
const ODD_IN_CHOICE = ['error', 'delta', 'text', 'content', 'usage'] as const;

/**
 * A whole answer that is like most: JSON of the canonical form in which `readCompletion` would put nothing right.
 * `null` = it would, or might.
 */
export function readUsualAnswer(body: Buffer, isModelName: (name: unknown) => boolean): Completion | null {
  if (body[0] !== BRACE || !isUtf8(body) || !isWithinDepth(body)) return null;
  const wire = parsed(body.toString('utf8'));
  if (!isObject(wire) || !Array.isArray(wire['choices']) || !isModelName(wire['model'])) return null;
  for (const name of ODD_FIELDS) if (wire[name] !== undefined) return null;
  if (tierBilledApart(wire['service_tier']) !== null) return null; // the bill needs it beside the counts
  const choices = wire['choices'] as readonly unknown[];
  if (choices.length === 0 || !choices.every(isUsualChoice)) return null;
  return isUsualUsage(wire['usage']) ? (wire as unknown as Completion) : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isUsualChoice(choice: unknown, at: number): boolean {
  if (!isObject(choice) || choice['index'] !== at) return false;
  for (const name of ODD_IN_CHOICE) if (choice[name] !== undefined) return false;
  const { message, finish_reason: reason } = choice;
  return typeof reason === 'string' && FINISH_REASONS.has(reason) && isObject(message) && isUsual(message);
}

/** Text, or calls of tools. */
function isUsual({ content, text, refusal, tool_calls: calls, function_call: legacy }: Fields): boolean {
  if (text !== undefined) return false; // some servers have the content there
  if (legacy !== undefined && legacy !== null) return false;
  if (typeof content !== 'string' && content !== null) return false;
  if (!isTextOrNone(refusal)) return false;
  const isCalling = calls !== undefined && calls !== null;
  if (isCalling && !Array.isArray(calls)) return false;
  if (!isCalling || calls.length === 0) return typeof content === 'string' && content !== '';
  return calls.every(isUsualCall) && haveIds(calls);
}

export function isTextOrNone(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string';
}

function isUsualCall(call: unknown): boolean {
  if (!isObject(call) || !hasName(call) || !isTyped(call)) return false;
  const { function: called } = call;
  return called === undefined || (isObject(called) && typeof called['arguments'] === 'string');
}

/** Counts of OpenAI's own names that add up; parts of them are `null` where a provider does not tell them. */
export function isUsualUsage(usage: unknown): boolean {
  if (!isObject(usage)) return false;
  let fields = 0;
  for (const name in usage) {
    fields += 1;
    if (!USAGE_FIELDS.has(name)) return false;
  }
  const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = usage;
  if (fields < 3 || !isTokenCount(prompt) || !isTokenCount(completion)) return false;
  return (
    total === prompt + completion &&
    areUsualDetails(usage['prompt_tokens_details'], PROMPT_DETAILS, prompt) &&
    areUsualDetails(usage['completion_tokens_details'], COMPLETION_DETAILS, completion)
  );
}

const USAGE_FIELDS: ReadonlySet<string> = new Set([
  'prompt_tokens',
  'completion_tokens',
  'total_tokens',
  'prompt_tokens_details',
  'completion_tokens_details',
]);
/** As OpenAI tells them: openai 7.57.0, `CompletionUsage`, read 2026-12-01. */
const PROMPT_DETAILS: ReadonlySet<string> = new Set([
  'cached_tokens',
  'cache_write_tokens',
  'audio_tokens',
  'image_tokens',
  'text_tokens',
]);
const COMPLETION_DETAILS: ReadonlySet<string> = new Set([
  'reasoning_tokens',
  'audio_tokens',
  'text_tokens',
  'accepted_prediction_tokens',
  'rejected_prediction_tokens',
]);

/** Parts of a count that are inside of it. */
function areUsualDetails(details: unknown, known: ReadonlySet<string>, count: number): boolean {
  if (details === undefined || details === null) return true;
  if (!isObject(details)) return false;
  let fields = 0;
  for (const name in details) {
    fields += 1;
    const value = details[name];
    if (!known.has(name) || !isTokenCount(value) || value > count) return false;
  }
  return fields > 0;
}
