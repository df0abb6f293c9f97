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

/** Of stop sequences; most APIs take four. */
const MAX_TEXTS = 8;
const MAX_CHARACTERS = 64;

const NOTHING: SpanAttributes = Object.freeze({});

/**
 * What a request asks for beside its words, whatever API it came by: numbers, kinds of output, and where to stop.
 * @param body `null` = it is not at hand.
 */
export function askedAttributes(body: object | null): SpanAttributes {
  if (body === null) return NOTHING;
  const asked = body as Fields;
  const config = asked['generationConfig'] ?? asked['generation_config'];
  const { candidateCount, maxOutputTokens, seed, temperature, topP, topK, responseMimeType } =
    fieldsIn(config);
  const { frequencyPenalty, presencePenalty, stopSequences } = fieldsIn(config);
  const count = numberIn(asked['n'] ?? candidateCount);
  const maxTokens = asked['max_completion_tokens'] ?? asked['max_tokens'] ?? asked['max_output_tokens'];
  const format = asked['response_format'] ?? fieldsIn(asked['text'])['format'];
  return {
    choiceCount: count === 1 ? null : count,
    seed: numberIn(asked['seed'] ?? seed),
    maxTokens: numberIn(maxTokens ?? maxOutputTokens),
    temperature: numberIn(asked['temperature'] ?? temperature),
    topP: numberIn(asked['top_p'] ?? topP),
    topK: numberIn(asked['top_k'] ?? topK),
    frequencyPenalty: numberIn(asked['frequency_penalty'] ?? frequencyPenalty),
    presencePenalty: numberIn(asked['presence_penalty'] ?? presencePenalty),
    stopSequences: textsIn(asked['stop'] ?? asked['stop_sequences'] ?? stopSequences),
    encodingFormats: textsIn(asked['encoding_format']),
    outputType: OUTPUT_TYPES.get(fieldsIn(format)['type'] ?? responseMimeType),
  };
}

/** A text, or some, within bounds: callers write them. `null` = there are none. */
function textsIn(value: unknown): readonly string[] | null {
  if (value === undefined || value === null) return null;
  const texts = (Array.isArray(value) ? value : [value]).slice(0, MAX_TEXTS);
  const found = texts.filter((text) => typeof text === 'string').map((text) => text.slice(0, MAX_CHARACTERS));
  return found.length > 0 ? found : null;
}

function fieldsIn(value: unknown): Fields {
  return isObject(value) ? value : {};
}

function numberIn(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
