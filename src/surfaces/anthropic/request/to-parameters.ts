import { isObject, type Fields } from '../../../common/fields.js';
import { withNumbersWithin } from '../../../common/written-numbers.js';
import type { CompletionRequest } from '../../../port/canonical.js';
import type { MessagesBody } from './messages-request.js';
import { toCanonicalToolChoice } from './to-canonical-tools.js';

/**
 * What routing, rules and estimates read of a request: its parameters in canonical words. Messages and tools stand as
 * their caller wrote them, and are translated once it is known whether the target needs that.
 */
export function toParameters(body: MessagesBody): CompletionRequest {
  const { model, messages, system, max_tokens, temperature, top_p, top_k, stop_sequences } = body;
  const { tools, tool_choice: choice, service_tier } = body;
  const isSequential = isObject(choice) && choice['disable_parallel_tool_use'] === true;
  const format = formatOf(body);
  const fields: Fields = {
    model,
    messages: system === undefined ? messages : [{ role: 'system', content: system }, ...messages],
    max_tokens,
    temperature,
    top_p,
    top_k,
    stop: Array.isArray(stop_sequences) && stop_sequences.length > 0 ? stop_sequences : undefined,
    tools: Array.isArray(tools) && tools.length > 0 ? tools : undefined,
    tool_choice: toCanonicalToolChoice(choice),
    parallel_tool_calls: isSequential ? false : undefined,
    user: userOf(body),
    service_tier,
    response_format: format && {
      type: 'json_schema',
      json_schema: { name: 'answer', schema: format['schema'] },
    },
  };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return withNumbersWithin(body, Object.fromEntries(given)) as unknown as CompletionRequest;
}

/** `user_id` of the metadata, by which providers tell the caller's own users apart. */
function userOf({ metadata }: Fields): string | undefined {
  const id = isObject(metadata) ? metadata['user_id'] : undefined;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** A schema for the answer: in `output_config.format`, or where the beta had it. */
function formatOf({ output_config: config, output_format: older }: Fields): Fields | null {
  const format = (isObject(config) ? config['format'] : undefined) ?? older;
  return isObject(format) && format['type'] === 'json_schema' ? format : null;
}

/** Tokens for thinking up to which an effort goes, as clients of several APIs have them. */
const EFFORT_BUDGETS: readonly (readonly [string, number])[] = [
  ['low', 4_096],
  ['medium', 16_384],
];

/**
 * The wish for thinking as other providers know it; they may refuse it, and are asked again without. To think nothing is a
 * wish as well, whatever the effort: left out, a reasoning model may spend the whole limit of the answer on thoughts.
 */
export function toWishes({ thinking, output_config: config }: Fields): Fields {
  if (isObject(thinking) && thinking['type'] === 'disabled') return { reasoning_effort: 'none' };
  const asked = isObject(config) ? config['effort'] : undefined;
  if (typeof asked === 'string') return { reasoning_effort: asked };
  if (!isObject(thinking) || thinking['type'] !== 'enabled') return {};
  const budget = Number(thinking['budget_tokens']);
  const [effort = 'high'] = EFFORT_BUDGETS.find(([, most]) => budget <= most) ?? [];
  return { reasoning_effort: effort };
}
