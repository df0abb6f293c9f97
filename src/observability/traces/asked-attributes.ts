import { isObject, type Fields } from '../../common/fields.js';
import type { SpanAttributes } from './ended-span.js';

/** Kinds of output as OpenTelemetry names them, by what OpenAI's, Anthropic's and Google's APIs call them. */
const OUTPUT_TYPES: ReadonlyMap<unknown, string> = new Map([
  ['json_object', 'json'],
  ['json_schema', 'json'],
  ['application/json', 'json'],
  ['text', 'text'],
  ['text/plain', 'text'],
]);

const NOTHING: SpanAttributes = Object.freeze({});

/**
 * What a request asks for beside its words, whatever API it came by: numbers, and kinds of output.
 * @param body `null` = it is not at hand.
 */
export function askedAttributes(body: object | null): SpanAttributes {
  if (body === null) return NOTHING;
  const asked = body as Fields;
  const config = asked['generationConfig'] ?? asked['generation_config'];
  const { candidateCount, maxOutputTokens, seed, temperature, topP, responseMimeType } = fieldsIn(config);
  const count = numberIn(asked['n'] ?? candidateCount);
  const maxTokens = asked['max_completion_tokens'] ?? asked['max_tokens'] ?? asked['max_output_tokens'];
  const format = asked['response_format'] ?? fieldsIn(asked['text'])['format'];
  return {
    choiceCount: count === 1 ? null : count,
    seed: numberIn(asked['seed'] ?? seed),
    maxTokens: numberIn(maxTokens ?? maxOutputTokens),
    temperature: numberIn(asked['temperature'] ?? temperature),
    topP: numberIn(asked['top_p'] ?? topP),
    outputType: OUTPUT_TYPES.get(fieldsIn(format)['type'] ?? responseMimeType),
  };
}

function fieldsIn(value: unknown): Fields {
  return isObject(value) ? value : {};
}

function numberIn(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
