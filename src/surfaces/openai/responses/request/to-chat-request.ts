import { isObject, type Fields } from '../../../../common/fields.js';
import { filterMembers, fromMembersOf } from '../../../../common/written-numbers.js';
import type { CompletionRequest } from '../../../../port/canonical.js';
import { OPTIONAL_FIELDS as CHAT_FIELDS } from '../../chat-request.js';
import { refusal } from '../../request-checks.js';
import type { Origins } from '../../../in-own-words.js';
import { RequestLosses } from '../../../request-losses.js';
import { quoted } from './quoted.js';
import { OfferedTools } from './offered-tools.js';
import type { ResponsesBody } from './responses-request.js';
import { toMessages, type TranslatedMessages } from './to-messages.js';
import { toCanonicalTools } from './to-tool-choice.js';

/** A request in the canonical form, and what could not be said in it. */
export interface TranslatedRequest {
  readonly request: CompletionRequest;
  /** Hints that are left out again where a provider refuses them. */
  readonly hints: Fields;
  readonly thoughts: TranslatedMessages['thoughts'];
  readonly origins: Origins;
  readonly tools: OfferedTools;
  readonly losses: RequestLosses;
}

/** What is put in canonical words, is for the gateway itself, or has to be in the answer alone. */
const READ: ReadonlySet<string> = new Set(
  [
    'model',
    'input',
    'instructions',
    'tools',
    'tool_choice',
    'parallel_tool_calls',
    'text',
    'reasoning',
  ].concat(
    ['max_output_tokens', 'include', 'top_logprobs', 'truncation', 'store', 'metadata', 'prompt_cache_key'],
    [
      'stream',
      'stream_options',
      'background',
      'previous_response_id',
      'conversation',
      'prompt',
      'service_tier',
    ],
  ),
);

/** Fields of chat completions that would ask for an answer of another kind than this API has. */
const NO_RESPONSE: ReadonlySet<string> = new Set(['n', 'modalities', 'audio', 'functions', 'function_call']);

/**
 * The request for a provider of chat completions, or of a wire that is translated from them.
 * @throws GatewayError `request.invalid` for what cannot be said, and may not be left out.
 */
export function toChatRequest(body: ResponsesBody): TranslatedRequest {
  const losses = new RequestLosses();
  const tools = new OfferedTools(body, losses);
  const { messages, thoughts, origins } = toMessages(body, losses);
  if (messages.length === 0)
    throw refusal('input', 'unsupported', "Unsupported value: nothing of 'input' can be told to this model.");
  const offered = toCanonicalTools(body, tools, losses);
  const { max_output_tokens: limit, service_tier: tier, prompt_cache_key } = body;
  const fields: Fields = {
    model: body.model,
    messages,
    ...travelling(body, losses),
    // A rule renames it where a model wants the newer word.
    ...(!isNothing(limit) && { max_tokens: limit }),
    ...(tier !== 'auto' && { service_tier: tier }),
    ...reasoningOf(body, losses),
    ...formatOf(body),
    ...logprobsOf(body, losses),
    ...offered.fields,
  };
  tellWishes(body, losses);
  const request = withoutAbsent(fields) as unknown as CompletionRequest;
  return {
    request,
    hints: withoutAbsent({ prompt_cache_key }),
    thoughts,
    origins: { messages: origins, tools: offered.origins },
    tools,
    losses,
  };
}

/** What has the same name and meaning there; anything else is left out, and told. */
function travelling(body: Fields, losses: RequestLosses): Fields {
  const others = Object.entries(body).filter(([name, value]) => !READ.has(name) && !isNothing(value));
  const isKnown = (name: string) => Object.hasOwn(CHAT_FIELDS, name) && !NO_RESPONSE.has(name);
  for (const [name] of others)
    if (!isKnown(name)) losses.drops(name, 'chat completions have no such parameter');
  return fromMembersOf(
    body,
    others.filter(([name]) => isKnown(name)),
  );
}

function reasoningOf({ reasoning }: Fields, losses: RequestLosses): Fields {
  if (!isObject(reasoning)) return {};
  // Thoughts are shown wherever the provider tells them, be it in short or not.
  const { effort, summary: _shown, generate_summary: _older, ...others } = reasoning;
  for (const [name, value] of Object.entries(others)) {
    if (!isNothing(value)) losses.drops(`reasoning.${name}`, 'chat completions have no such parameter');
  }
  return { reasoning_effort: effort };
}

function formatOf({ text }: Fields): Fields {
  if (!isObject(text)) return {};
  const { format, verbosity } = text;
  return { verbosity, response_format: isObject(format) ? toResponseFormat(format) : undefined };
}

function toResponseFormat(format: Fields): Fields | undefined {
  const { type, ...definition } = format;
  if (type === 'text') return undefined;
  if (type === 'json_object') return { type };
  if (type !== 'json_schema') {
    const accepted = "expected one of 'text', 'json_object', 'json_schema'";
    throw refusal('text.format.type', 'wrong_value', `Invalid value for 'text.format.type': ${accepted}.`);
  }
  return { type, json_schema: withoutAbsent(definition) };
}

const ENCRYPTED = 'reasoning.encrypted_content';
const LOGPROBS = 'message.output_text.logprobs';

/** True where the caller wants back what its model thought, to send it along the next time. */
export function wantsThoughts({ include }: Fields): boolean {
  return Array.isArray(include) && include.includes(ENCRYPTED);
}

/** Log probabilities are asked for by their name; a number of them asks as well. */
export function includesLogprobs({ include }: Fields): boolean {
  return Array.isArray(include) && include.includes(LOGPROBS);
}

function logprobsOf({ include, top_logprobs: top }: Fields, losses: RequestLosses): Fields {
  const all: unknown[] = Array.isArray(include) ? include : [];
  for (const wish of all) {
    if (wish !== ENCRYPTED && wish !== LOGPROBS)
      losses.drops('include', `only OpenAI itself has ${quoted(wish)}`);
  }
  const isAsked = includesLogprobs({ include }) || (typeof top === 'number' && top > 0);
  return isAsked ? { logprobs: true, top_logprobs: top } : {};
}

function tellWishes({ truncation, store }: Fields, losses: RequestLosses): void {
  if (store === true) losses.drops('store', 'Tollgate keeps no responses');
  if (truncation === 'auto')
    losses.drops('truncation', 'a conversation that is too long is refused, not cut');
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

function withoutAbsent(fields: Fields): Fields {
  return filterMembers(fields, (_name, value) => !isNothing(value));
}
