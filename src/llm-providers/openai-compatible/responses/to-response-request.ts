import { filterMembers } from '../../../common/written-numbers.js';
import type { CompletionRequest } from '../../../port/canonical.js';
import { isObject, type Fields } from '../../upstream/wire-fields.js';
import type { OpenAiCompatibleCall } from '../openai-compatible-quirks.js';
import { MIN_OUTPUT_TOKENS, outputLimitOf } from './output-limit.js';
import { ABSENT_PARAMETERS } from './responses-translation.js';
import { toInputItems } from './to-input-items.js';
import { toResponseToolChoice, toResponseTools } from './to-response-tools.js';

/** What is put in other words below; `stream` is the caller's of this to say. */
const TRANSLATED: ReadonlySet<string> = new Set(
  ['messages', 'max_tokens', 'max_completion_tokens', 'tools', 'tool_choice', 'response_format'].concat(
    ['reasoning_effort', 'verbosity', 'logprobs', 'stream', 'stream_options'],
    ['reasoning', 'text', 'include', 'store'],
  ),
);

const THOUGHTS = 'reasoning.encrypted_content';
const LOGPROBS = 'message.output_text.logprobs';

/**
 * A canonical request in the words of the Responses API, which is asked to keep nothing. Fields that neither form's types
 * know travel on untouched.
 * @throws GatewayError `provider.rejected` for what cannot be said in them.
 */
export function toResponseRequest(call: OpenAiCompatibleCall<CompletionRequest>): Fields {
  const { request } = call;
  const { store, tool_choice: choice, stream_options: options } = request as unknown as Fields;
  const limit = outputLimitOf(request);
  const obfuscation = isObject(options) ? options['include_obfuscation'] : undefined;
  return {
    ...untouched(request),
    input: toInputItems(call),
    ...(request.tools && { tools: toResponseTools(call) }),
    ...(isGiven(choice) && { tool_choice: toResponseToolChoice(choice) }),
    ...(limit !== null && { max_output_tokens: Math.max(limit, MIN_OUTPUT_TOKENS) }),
    ...present({ reasoning: toReasoning(request), text: toText(request), include: toInclude(call) }),
    ...(isGiven(obfuscation) && { stream_options: { include_obfuscation: obfuscation } }),
    store: store ?? false,
  };
}

function toReasoning(request: object): Fields {
  const { reasoning_effort: effort, reasoning: own } = request as Fields;
  return { ...(isGiven(effort) && { effort }), ...(isObject(own) && own) };
}

function toText(request: object): Fields {
  const { verbosity, response_format: format, text: own } = request as Fields;
  return {
    ...(isObject(format) && format['type'] !== 'text' && { format: toFormat(format) }),
    ...(isGiven(verbosity) && { verbosity }),
    ...(isObject(own) && own),
  };
}

function toFormat({ type, json_schema: named, ...others }: Fields): Fields {
  return { type, ...others, ...(isObject(named) && named) };
}

/**
 * Thoughts are asked for, sealed, of models that are known to have some: others refuse the question.
 * Unconfirmed: "Encrypted content is not supported with this model" is how they are said to refuse it.
 */
function toInclude({ request, definition }: OpenAiCompatibleCall<CompletionRequest>): unknown[] {
  const { include: own, logprobs, reasoning_effort: effort, reasoning } = request as unknown as Fields;
  const family = definition.modelFamilies.find(({ matches }) => matches.test(request.model));
  const isAsked = isObject(reasoning) || (isGiven(effort) && effort !== 'none');
  const wishes = new Set<unknown>(Array.isArray(own) ? own : []);
  if (isAsked || (family?.capabilities?.reasoning && effort !== 'none')) wishes.add(THOUGHTS);
  if (logprobs === true) wishes.add(LOGPROBS);
  return [...wishes];
}

function untouched(request: object): Fields {
  return filterMembers(
    request,
    (name, value) => !TRANSLATED.has(name) && !ABSENT_PARAMETERS.has(name) && isGiven(value),
  ) as Fields;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** What holds nothing is not sent. */
function present(fields: Readonly<Record<string, object>>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => Object.keys(value).length > 0));
}
