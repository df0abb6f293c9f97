import type { Fields } from '../../../../common/fields.js';
import {
  A_BOOLEAN,
  A_STRING,
  A_STRING_OR_OBJECT,
  AN_OBJECT,
  numberWithin,
  OBJECTS,
  oneOf,
  STRINGS,
  wholeNumberFrom,
  type DescribedCheck,
} from '../../field-checks.js';
import {
  refusal,
  requireFields,
  requireFit,
  requireGiven,
  requireModel,
  requireObject,
} from '../../request-checks.js';
import { requireItem } from './input-items.js';

/** A checked body of `/v1/responses`, as its caller wrote it. */
export interface ResponsesBody extends Fields {
  readonly model: string;
  /** A text of the user's, or items; none where the response before it says all. */
  readonly input: string | readonly Fields[];
}

/**
 * Types of the fields that are read here, and bounds where OpenAI's document has them. A field that is `null` counts as
 * left out. Source: openai/openai-openapi 2.3.0, CreateResponse; openai 7.57.0, resources/responses.
 */
export const OPTIONAL_FIELDS: Readonly<Record<string, DescribedCheck>> = {
  instructions: A_STRING,
  stream: A_BOOLEAN,
  stream_options: AN_OBJECT,
  background: A_BOOLEAN,
  previous_response_id: A_STRING,
  store: A_BOOLEAN,
  temperature: numberWithin(0, 2),
  top_p: numberWithin(0, 1),
  top_logprobs: wholeNumberFrom(0, 20),
  max_output_tokens: wholeNumberFrom(1),
  max_tool_calls: wholeNumberFrom(1),
  tools: OBJECTS,
  tool_choice: A_STRING_OR_OBJECT,
  parallel_tool_calls: A_BOOLEAN,
  reasoning: AN_OBJECT,
  text: AN_OBJECT,
  truncation: oneOf('auto', 'disabled'),
  include: STRINGS,
  metadata: AN_OBJECT,
  user: A_STRING,
  safety_identifier: A_STRING,
  prompt_cache_key: A_STRING,
  service_tier: A_STRING,
};

const TEXT_OR_ITEMS = { ...OBJECTS, accepts: 'a string or an array of objects' };

/** What needs a store of responses, and what to do without one. */
const KEPT_NOWHERE: Readonly<Record<string, string>> = {
  conversation: "Tollgate keeps no conversations. Send the whole conversation in 'input' instead.",
  prompt: "Tollgate keeps no prompts. Send its text in 'instructions' or 'input' instead.",
};

/**
 * Checks a body as OpenAI does: the first wrong field is told, with what is accepted.
 * @throws GatewayError `request.invalid`.
 */
export function parseResponsesRequest(body: unknown): ResponsesBody {
  requireObject(body);
  requireModel(body['model']);
  requireNothingKept(body);
  const goesOn = typeof body['previous_response_id'] === 'string';
  const isAll = goesOn && (body['input'] ?? null) === null;
  if (!isAll) requireInput(body['input']);
  requireFields(body, OPTIONAL_FIELDS);
  if (body['background'] === true) {
    throw unsupported('background', 'Tollgate answers while its caller waits. Leave it out, or stream.');
  }
  return (isAll ? { ...body, input: [] } : body) as ResponsesBody;
}

function requireNothingKept(body: Fields): void {
  for (const [name, why] of Object.entries(KEPT_NOWHERE)) {
    const value = Object.hasOwn(body, name) ? body[name] : null;
    if (value !== null && value !== undefined) throw unsupported(name, why);
  }
}

function unsupported(name: string, why: string) {
  return refusal(name, 'unsupported', `Unsupported parameter: '${name}'. ${why}`);
}

function requireInput(input: unknown): void {
  requireGiven(input, 'input');
  if (typeof input === 'string') return;
  requireFit(input, 'input', { ...TEXT_OR_ITEMS, hasType: OBJECTS.hasType });
  const items = input as readonly Fields[];
  if (items.length === 0) {
    throw refusal('input', 'wrong_value', "Invalid value for 'input': expected at least one item.");
  }
  items.forEach((item, at) => requireItem(item, `input[${at}]`));
}
