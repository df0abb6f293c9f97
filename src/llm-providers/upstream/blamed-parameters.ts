import type { ModelRequest } from '../../port/canonical.js';
import { toName } from './reason-words.js';

/** A name that may be looked for in words; callers may write any. */
const PARAMETER = /^[a-z][a-z0-9_]{0,63}$/;

/** Characters of a message that are read. */
const MAX_WORDS = 4_000;

/** What a message says that has nothing to say. */
const EMPTY_WORDS =
  /\b(http|error|status|code|bad request|unprocessable (entity|content)|invalid request|validation)\b/gi;

/** Names of failures that say no more than that something about the request is wrong. */
const EMPTY_NAME =
  /^(?:(?:http|error|bad|invalid|unsupported|unknown|malformed|unprocessable|wrong|request|entity|arguments?|param(?:eter)?s?|values?|inputs?|fields?|validation|failed|failure|exception|api|client|type|\d+)(?:_|$))*$/;

/** Fields whose names are words of any sentence: blamed only where they stand as names do. */
const COMMON_WORDS: ReadonlySet<string> = new Set(
  'audio functions messages metadata modalities model moderation n prediction seed stop store stream tools user'.split(
    ' ',
  ),
);

/** What other wires call a field of the canonical request. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = Object.freeze({
  max_tokens: ['max_output_tokens', 'max_new_tokens'],
  max_completion_tokens: ['max_output_tokens', 'max_new_tokens'],
  stop: ['stop_sequences'],
});

/** Fields that are spoken of together: "Sampling parameters are not supported for this model." */
const SAMPLING = /\bsampling[ _-](?:param(?:eter)?|setting|option|argument|control)s?\b/;
const SAMPLING_PARAMETERS: ReadonlySet<string> = new Set(
  'temperature top_p top_k min_p top_a frequency_penalty presence_penalty repetition_penalty'.split(' '),
);

/** That a field is not taken. "Unexpected error" and "invalid response" say nothing of a field. */
const REFUSAL =
  /\bunsupported\b|(?:\b(?:not|never|cannot|no longer)|n['’]t) (?:\w+ ){0,2}(?:support(?:ed)?|implement(?:ed)?|allow(?:ed)?|permit(?:ted)?|accept(?:ed)?|recogni[sz]ed?|known)\b|\bno endpoints found that support\b|\b(?:invalid|unknown|unexpected|unrecogni[sz]ed|incompatible|disallowed)\b(?! (?:error|exception|failure|condition|response|answer|result|state|reason|end|eof|token|character)\b)/;

/**
 * The top-level fields of a request that a provider's refusal is about: what it names as the field at fault or, where it
 * names none, what its words speak of. `maxOutputTokens` and `max tokens` are read as such fields, too.
 */
export function blamedParameters(
  request: ModelRequest,
  { param, message }: { readonly param?: unknown; readonly message?: unknown },
): readonly string[] {
  const fields = Object.entries(request).filter(([name]) => PARAMETER.test(name));
  const place = typeof param === 'string' ? snakeCase(param).split(/[^a-z0-9_]+/) : [];
  const named = fields.filter(([name]) => namesOf(name).some((known) => place.includes(known)));
  if (named.length > 0) return named.map(([name]) => name);
  if (typeof message !== 'string') return [];
  const words = snakeCase(message.slice(0, MAX_WORDS));
  const isMeant = ([name]: readonly [string, unknown]) =>
    SAMPLING_PARAMETERS.has(name) && SAMPLING.test(words);
  return fields.filter((field) => isSpokenOf(field, words) || isMeant(field)).map(([name]) => name);
}

/**
 * As `blamedParameters`, for failures whose status is not about the request (404, 500, 501): fields that stand there by
 * their exact names, beside words of refusal.
 */
export function refusedByName(
  request: ModelRequest,
  said: { readonly param?: unknown; readonly message?: unknown },
): readonly string[] {
  const [place, words] = [said.param, said.message].map((text) =>
    typeof text === 'string' ? snakeCase(text.slice(0, MAX_WORDS)) : '',
  ) as [string, string];
  if (!REFUSAL.test(words)) return [];
  return blamedParameters(request, said).filter((name) =>
    namesOf(name).some((known) => `${place} ${words}`.includes(known)),
  );
}

/** A refusal that says nothing, or no more than its status does. */
export function saysNothing(message: unknown): boolean {
  if (typeof message !== 'string') return true;
  return message.length <= 100 && !/\p{L}/u.test(message.replace(EMPTY_WORDS, ''));
}

/**
 * A name of a failure without a meaning, such as `invalid_request_error` or 400; `content_filter` has one.
 * @param code as the provider writes it; `null` = it gave none.
 */
export function namesNothing(code: string | null): boolean {
  return EMPTY_NAME.test(toName(code));
}

function isSpokenOf([name, value]: readonly [string, unknown], words: string): boolean {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const inside = keys.filter((key) => key.includes('_') && PARAMETER.test(key));
  return [...namesOf(name), ...inside].some((known) => {
    const word = known.replaceAll('_', '[_ -]');
    return new RegExp(COMMON_WORDS.has(known) ? asName(word) : `(?<![a-z0-9_])${word}(?![a-z0-9_])`).test(
      words,
    );
  });
}

/** In quotes, with a path behind it, before the first colon, or after one at the end. */
function asName(word: string): string {
  return `["'\`]${word}["'\`]|(?<![a-z0-9_])${word}(\\.|\\[)[a-z0-9]|^${word}:|: ${word}\\W*$`;
}

function namesOf(name: string): readonly string[] {
  return [name, ...((Object.hasOwn(OTHER_NAMES, name) && OTHER_NAMES[name]) || [])];
}

/** `generationConfig.maxOutputTokens` → `generation_config.max_output_tokens`. */
function snakeCase(text: string): string {
  return text.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
