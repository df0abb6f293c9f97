import { isObject, type Fields } from '../../common/fields.js';
import type { ListedModel } from '../../port/llm-provider.js';
import { MODEL_NAME } from '../../port/model-name.js';
import { keyValues, redactKeys } from './redact-key.js';
import { invalidResponse, type UpstreamCall } from './upstream-failure.js';

export { isObject, type Fields };

export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The objects of an array; nothing where it is none. */
export function objectsOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** True for `null`, an empty text, and an object or an array of nothing else: what some servers call their error. */
export function saysNothing(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isBlank);
  return isBlank(value);
}

function isBlank(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '';
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === null || value === undefined || value === false || value === 0;
}

/**
 * The places of choices. One may be left out, above all where it is 0, or be the digits of a number: what has none
 * gets the lowest that is free.
 */
export function placesOf(choices: readonly Fields[]): number[] {
  const own = choices.map(({ index }) => placeIn(index));
  const taken = new Set(own);
  return own.map((place) => {
    if (place !== null) return place;
    let free = 0;
    while (taken.has(free)) free += 1;
    taken.add(free);
    return free;
  });
}

/** A count from 0, maybe as digits; `null` = it is none. */
export function placeIn(index: unknown): number | null {
  const place = typeof index === 'string' && /^\d{1,4}$/.test(index) ? Number(index) : index;
  return Number.isSafeInteger(place) && (place as number) >= 0 ? (place as number) : null;
}

/** A name like a model's that is not our key, since it goes into the answer and the log; else `fallback`. */
export function modelNameIn(
  value: unknown,
  { settings, request }: UpstreamCall,
  fallback: string = request.model,
): string {
  const isName = typeof value === 'string' && MODEL_NAME.test(value);
  return isName && redactKeys(value, keyValues(settings)) === value ? value : fallback;
}

/** The reasons to end that a completion of OpenAI's may give. */
const FINISH_REASONS: ReadonlySet<string> = new Set([
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
  return redactKeys(value, keyValues(settings)) === value ? value : null;
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

/** What could be read may still be nested too deeply to be written. */
export function toJson(value: unknown, call: UpstreamCall): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw invalidResponse('the arguments of its tool call are nested too deeply', call, error);
  }
}
