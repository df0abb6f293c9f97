import type { CompletionRequest } from '../../port/canonical.js';
import { describedSchema } from '../upstream/described-schema.js';
import { isObject } from '../upstream/wire-fields.js';
import { bareModelName } from './gemini-model-name.js';
import { toStopSequences } from './gemini-stop-sequences.js';
import { thinkingConfig } from './gemini-thinking.js';

type Fields = Readonly<Record<string, unknown>>;

/** Parameters by Gemini's names; what the caller left open is left out. */
export function toGenerationConfig(request: CompletionRequest): Fields {
  return withoutAbsent({
    // Counts thinking as well.
    maxOutputTokens: request.max_completion_tokens ?? request.max_tokens,
    temperature: request.temperature,
    topP: request.top_p,
    topK: (request as Fields & CompletionRequest)['top_k'],
    stopSequences: toStopSequences(request.stop),
    candidateCount: request.n,
    seed: typeof request.seed === 'number' ? toSeed(request.seed) : undefined,
    // Refused by some models (vercel/ai#4022); which ones is not known.
    presencePenalty: request.presence_penalty,
    frequencyPenalty: request.frequency_penalty,
    ...responseFormat(request.response_format),
    responseModalities: request.modalities?.map((modality) => modality.toUpperCase()),
    thinkingConfig: thinkingConfig(bareModelName(request.model), request.reasoning_effort),
  });
}

/**
 * `responseSchema` would refuse `additionalProperties`, which OpenAI's strict schemas must have
 * (mozilla-ai/any-llm#1265).
 */
function responseFormat(format: CompletionRequest['response_format']): Fields {
  if (!isKnownFormat(format) || format?.type === 'text') return {};
  const responseMimeType = 'application/json';
  if (format?.type !== 'json_schema') return { responseMimeType };
  const named = format.json_schema as unknown as Fields;
  return { responseMimeType, responseJsonSchema: describedSchema(named) ?? named['schema'] };
}

/** "Invalid value at 'generation_config.seed' (TYPE_INT32)": read in several programs for the live API, 2026-11-30. */
export function isSeed(seed: number): boolean {
  return (seed | 0) === seed;
}

/** The last 32 bits of a larger one: the same seed still gives the same answer, as far as it does so at all. */
function toSeed(seed: number): number {
  return isSeed(seed) || !Number.isInteger(seed) ? seed : Number(BigInt.asIntN(32, BigInt(seed)));
}

/** Formats of an answer that Gemini has: any text, any JSON, or JSON by a schema. */
export function isKnownFormat(format: unknown): boolean {
  if (!isObject(format)) return false;
  const { type, json_schema: named } = format;
  return type === 'text' || type === 'json_object' || (type === 'json_schema' && isObject(named));
}

/** Kinds of an answer that Gemini is asked for in these words. */
export function isKnownModality(modalities: unknown): boolean {
  return Array.isArray(modalities) && modalities.every((one) => one === 'text' || one === 'image');
}

function withoutAbsent(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  );
}
