import { isObject, type Fields } from '../../common/fields.js';
import { argumentsText } from '../../port/call-arguments.js';
import type { ListedModel } from '../../port/llm-provider.js';
import { MODEL_NAME } from '../../port/model-name.js';
import { holdsKey } from './encoded-key.js';
import { keyValues } from './redact-key.js';
import { invalidResponse, type UpstreamCall } from './upstream-failure.js';

export { isObject, type Fields };

/** `null` for an empty text, too. */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The objects of an array; nothing where it is none. */
export function objectsOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The API takes `n` up to 128; with more, an answer is none. */
export const MAX_CHOICES: PlaceLimit = Object.freeze({ max: 1_000, what: 'choices' });

/** Of one choice; requests offer at most 128 tools. */
export const MAX_TOOL_CALLS: PlaceLimit = Object.freeze({ max: 1_000, what: 'calls of tools' });

/** Of what an answer may have so many, and what it is called. */
export interface PlaceLimit {
  readonly max: number;
  readonly what: string;
}

/**
 * Keeps the memory and the work for one answer in bounds: each of its choices and calls has a place of its own.
 * @throws GatewayError `provider.invalid_response` for a place that no answer has.
 */
export function requirePlace(place: number, { max, what }: PlaceLimit, call: UpstreamCall): void {
  if (place >= max) throw invalidResponse(`it has more ${what} than any request asks for`, call);
}

/**
 * The places of choices. One may be left out, above all where it is 0, or be the digits of a number: what has none
 * gets the lowest that is free.
 * @param areWhole two at one place are two choices, and no pieces of one.
 */
export function placesOf(choices: readonly Fields[], areWhole: boolean): number[] {
  const taken = new Set<number>();
  const own = choices.map(({ index }) => {
    const place = placeIn(index);
    if (place === null || (areWhole && taken.has(place))) return null;
    taken.add(place);
    return place;
  });
  let free = 0;
  return own.map((place) => {
    if (place !== null) return place;
    while (taken.has(free)) free += 1;
    return free++;
  });
}

/** A count from 0, maybe as digits; `null` = it is none. */
export function placeIn(index: unknown): number | null {
  const place = typeof index === 'string' && /^\d{1,4}$/.test(index) ? Number(index) : index;
  return Number.isSafeInteger(place) && (place as number) >= 0 ? (place as number) : null;
}

/** What a provider calls the model that answered has no blanks: a prompt that it repeats there would be logged. */
const WITHOUT_BLANKS = /^\S+$/;

/**
 * The model that answered, as the provider names it; it goes into the answer and the log.
 * @param fallback in place of what is no name, or holds our key.
 */
export function modelNameIn(
  value: unknown,
  call: UpstreamCall,
  fallback: string = call.request.model,
): string {
  if (value === fallback || value === call.request.model) return value;
  const name = listedNameIn(value, call);
  return name !== null && WITHOUT_BLANKS.test(name) ? name : fallback;
}

/** It is the name of a model, and holds none of the keys. */
export function isHarmlessModelName(value: unknown, keys: readonly string[]): boolean {
  return (
    typeof value === 'string' &&
    MODEL_NAME.test(value) &&
    WITHOUT_BLANKS.test(value) &&
    !holdsKey(value, keys)
  );
}

/** The name of a model in a list, which may have blanks; `null` = it is none, or holds our key. */
export function listedNameIn(value: unknown, { settings }: UpstreamCall): string | null {
  if (typeof value !== 'string' || !MODEL_NAME.test(value)) return null;
  const keys = keyValues(settings);
  return holdsKey(value, keys) ? null : value;
}

/** The reasons to end that a completion of OpenAI's may give. */
export const FINISH_REASONS: ReadonlySet<string> = new Set([
  'stop',
  'length',
  'tool_calls',
  'function_call',
  'content_filter',
]);

/**
 * One word that is not our key, such as a reason to end; `null` = it is none.
 *
 * @param known words that are no secret even where the key is one of them; by default OpenAI's reasons to end.
 */
export function wordIn(
  value: unknown,
  { settings }: UpstreamCall,
  known: ReadonlySet<string> = FINISH_REASONS,
): string | null {
  if (typeof value !== 'string' || !/^[A-Za-z0-9_-]{1,40}$/.test(value)) return null;
  if (known.has(value)) return value;
  return holdsKey(value, keyValues(settings)) ? null : value;
}

/** The limits of a listed model, where they are counts of tokens. */
export function limitsOf(
  contextWindow: unknown,
  maxOutputTokens: unknown,
): Pick<ListedModel, 'contextWindow' | 'maxOutputTokens'> {
  return {
    ...(isPositive(contextWindow) && { contextWindow }),
    ...(isPositive(maxOutputTokens) && { maxOutputTokens }),
  };
}

function isPositive(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/**
 * Arguments of a call, their numbers as they were written: an id of 64 bits names another thing without its last digits.
 * What could be read may still be nested too deeply to be written.
 */
export function toJson(value: unknown, call: UpstreamCall): string {
  try {
    return argumentsText(value);
  } catch (error) {
    throw invalidResponse('the arguments of its tool call are nested too deeply', call, error);
  }
}
