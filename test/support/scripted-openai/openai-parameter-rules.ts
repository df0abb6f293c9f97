import type { JsonObject } from '../scripted-upstream/recorded-request.js';
import { invalidRequest } from './openai-error.js';
import type { OpenAiModel } from './openai-models.js';

/** The parameter rules of a model, each with the message OpenAI gives; `null` counts as absent everywhere. */
export function checkParameters(body: JsonObject, model: OpenAiModel): void {
  checkTokenLimits(body, model);
  checkRanges(body);
  if (model.reasoning === undefined) checkClassicModel(body);
  else {
    checkSampling(body, model.reasoning);
    checkStop(body, model.reasoning);
    checkTools(body, model);
  }
}

type Rules = NonNullable<OpenAiModel['reasoning']>;

const has = (body: JsonObject, field: string): boolean => body[field] !== undefined && body[field] !== null;

function checkTokenLimits(body: JsonObject, model: OpenAiModel): void {
  if (model.reasoning !== undefined && has(body, 'max_tokens')) {
    throw unsupportedParameter('max_tokens', " Use 'max_completion_tokens' instead.");
  }
  if (has(body, 'max_tokens') && has(body, 'max_completion_tokens')) {
    // langchain-ai/langgraph#5943
    const message = "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.";
    throw invalidRequest(message, 'max_tokens', 'invalid_parameter_combination');
  }
  for (const field of ['max_tokens', 'max_completion_tokens']) {
    if (!has(body, field) || (Number.isSafeInteger(body[field]) && Number(body[field]) >= 1)) continue;
    throw invalidRequest(`Invalid '${field}': an integer of 1 or more is expected.`, field, 'invalid_value');
  }
}

/** Field, least and greatest value (openai 7.57.0, openapi.yaml 2.3.0). */
const RANGES: readonly (readonly [field: string, min: number, max: number])[] = [
  ['temperature', 0, 2],
  ['top_p', 0, 1],
  ['presence_penalty', -2, 2],
  ['frequency_penalty', -2, 2],
  ['n', 1, 128],
];

function checkRanges(body: JsonObject): void {
  for (const [field, min, max] of RANGES) {
    const value = body[field];
    if (!has(body, field) || (typeof value === 'number' && value >= min && value <= max)) continue;
    const code = Number(value) > max ? 'decimal_above_max_value' : 'decimal_below_min_value';
    throw invalidRequest(
      `Invalid '${field}': a number from ${min} to ${max} is expected.`,
      field,
      typeof value === 'number' ? code : 'invalid_type',
    );
  }
}

/** AAswordman/Operit#1048: models that do not reason do not know the field. */
function checkClassicModel(body: JsonObject): void {
  if (!has(body, 'reasoning_effort')) return;
  throw invalidRequest('Unrecognized request argument supplied: reasoning_effort', null, null);
}

/** The only value that is accepted where a family refuses the parameter by value. */
const SAMPLING_DEFAULTS = { temperature: 1, top_p: 1, presence_penalty: 0, frequency_penalty: 0 } as const;

function checkSampling(body: JsonObject, rules: Rules): void {
  if (rules.samplesAtEffortNone === true && body['reasoning_effort'] === 'none') return;
  for (const [field, only] of Object.entries(SAMPLING_DEFAULTS)) {
    if (!has(body, field)) continue;
    if (rules.sampling === 'unsupported_parameter') throw unsupportedParameter(field);
    if (body[field] === only) continue;
    const value = String(body[field]);
    const message = `Unsupported value: '${field}' does not support ${value} with this model. Only the default (${only}) value is supported.`;
    throw invalidRequest(message, field, 'unsupported_value');
  }
}

function checkStop(body: JsonObject, rules: Rules): void {
  if (rules.refusesStop === true && has(body, 'stop')) throw unsupportedParameter('stop');
}

function checkTools(body: JsonObject, { id, reasoning }: OpenAiModel): void {
  if (!has(body, 'tools') || reasoning?.tools === undefined || body['reasoning_effort'] === 'none') return;
  if (reasoning.tools === 'refused-with-effort' && !has(body, 'reasoning_effort')) return;
  // GoogleChromeLabs/webmcp-tools#417
  const message = `Function tools with reasoning_effort are not supported for ${id} in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'.`;
  throw invalidRequest(message, 'reasoning_effort', null);
}

function unsupportedParameter(field: string, advice = ''): Error {
  const message = `Unsupported parameter: '${field}' is not supported with this model.${advice}`;
  return invalidRequest(message, field, 'unsupported_parameter');
}
