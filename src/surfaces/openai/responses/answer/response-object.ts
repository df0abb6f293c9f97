import { isObject, type Fields } from '../../../../common/fields.js';
import { withNumbersWithin } from '../../../../common/written-numbers.js';
import type { ResponsesBody } from '../request/responses-request.js';
import type { ResponseUsage } from './response-usage.js';

/** How far a response is, and what has come of it. */
export interface ResponseState {
  readonly status: 'in_progress' | 'completed' | 'incomplete' | 'failed';
  readonly output: readonly Fields[];
  readonly usage: ResponseUsage | null;
  readonly error?: Fields | null;
  readonly incompleteReason?: string | null;
  /** Seconds since the Unix epoch. */
  readonly completedAt?: number | null;
}

/** Who answers, under which id, and since when. */
export interface ResponseHead {
  readonly id: string;
  /** Seconds since the Unix epoch. */
  readonly createdAt: number;
  /** The model that answers. */
  readonly model: string;
  /** As the provider tells it; `null` = it does not. */
  readonly serviceTier: string | null;
}

/**
 * A response as this API shows it: with what was asked for, and the API's own defaults for what was not.
 * Source: openai 7.57.0, resources/responses; the fields that clients require, openresponses.org, read 2026-11-29.
 */
export function toResponse(body: ResponsesBody, head: ResponseHead, state: ResponseState): Fields {
  const given = (name: string, otherwise: unknown) => body[name] ?? otherwise;
  const { incompleteReason = null } = state;
  return withNumbersWithin(body, {
    id: head.id,
    object: 'response',
    created_at: head.createdAt,
    completed_at: state.completedAt ?? null,
    status: state.status,
    background: false,
    error: state.error ?? null,
    incomplete_details: incompleteReason === null ? null : { reason: incompleteReason },
    instructions: given('instructions', null),
    max_output_tokens: given('max_output_tokens', null),
    max_tool_calls: given('max_tool_calls', null),
    model: head.model,
    output: state.output,
    parallel_tool_calls: given('parallel_tool_calls', true),
    previous_response_id: null,
    prompt_cache_key: given('prompt_cache_key', null),
    reasoning: reasoningOf(body),
    safety_identifier: given('safety_identifier', null),
    service_tier: head.serviceTier ?? given('service_tier', 'default'),
    // Whatever was asked for: nothing is kept.
    store: false,
    temperature: given('temperature', 1),
    text: textOf(body),
    tool_choice: given('tool_choice', 'auto'),
    tools: given('tools', []),
    top_logprobs: given('top_logprobs', 0),
    top_p: given('top_p', 1),
    presence_penalty: given('presence_penalty', 0),
    frequency_penalty: given('frequency_penalty', 0),
    truncation: 'disabled',
    usage: state.usage,
    user: given('user', null),
    metadata: given('metadata', {}),
    access_programs: null,
  });
}

function reasoningOf({ reasoning }: Fields): Fields {
  return { effort: null, summary: null, ...(isObject(reasoning) ? reasoning : {}) };
}

function textOf({ text }: Fields): Fields {
  return { format: { type: 'text' }, ...(isObject(text) ? text : {}) };
}
