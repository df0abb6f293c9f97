import { isObject, type Fields } from '../../../common/fields.js';
import type { Losses } from './losses.js';
import { A_NUMBER, STRINGS } from '../../checks-of-fields.js';
import { requireFit } from './request-checks.js';
import { toJsonSchema } from './to-json-schema.js';
import { fieldsOf } from './wire-names.js';

/** Canonical names, by those of `generationConfig`. */
const NUMBERS: Readonly<Record<string, string>> = {
  temperature: 'temperature',
  topP: 'top_p',
  topK: 'top_k',
  maxOutputTokens: 'max_tokens',
  candidateCount: 'n',
  seed: 'seed',
  presencePenalty: 'presence_penalty',
  frequencyPenalty: 'frequency_penalty',
  logprobs: 'top_logprobs',
};
const READ: ReadonlySet<string> = new Set([
  ...Object.keys(NUMBERS),
  'stopSequences',
  'responseMimeType',
  'responseSchema',
  'responseJsonSchema',
  'responseModalities',
  'thinkingConfig',
  'responseLogprobs',
]);
const JSON_TYPE = 'application/json';
const PLAIN_TYPE = 'text/plain';

/**
 * `generationConfig` in canonical words.
 * @throws GatewayError `request.invalid` for a field of a wrong type.
 */
export function toParameters(body: Fields, losses: Losses): Fields {
  const config = fieldsOf(body['generationConfig']);
  const { stopSequences: stop, responseModalities: modalities, responseLogprobs: wantsLogprobs } = config;
  losses.dropsOthers(Object.keys(config), READ, 'generationConfig.');
  if (Array.isArray(modalities) && modalities.some((one) => one !== 'TEXT'))
    losses.drops('generationConfig.responseModalities', 'answers are texts');
  requireFit(stop, 'generationConfig.stopSequences', STRINGS);
  const given = Object.entries(NUMBERS).filter(([name]) => (config[name] ?? null) !== null);
  for (const [name] of given) requireFit(config[name], `generationConfig.${name}`, A_NUMBER);
  const format = toFormat(config, losses);
  return {
    ...Object.fromEntries(given.map(([name, canonical]) => [canonical, config[name]])),
    ...(Array.isArray(stop) && stop.length > 0 && { stop }),
    ...(wantsLogprobs === true && { logprobs: true }),
    ...(format && { response_format: format }),
  };
}

function toFormat(config: Fields, losses: Losses): Fields | null {
  const { responseMimeType: type = PLAIN_TYPE, responseSchema: own, responseJsonSchema: other } = config;
  const schema = other ?? toJsonSchema(own);
  if (type === JSON_TYPE)
    return isObject(schema)
      ? { type: 'json_schema', json_schema: { name: 'answer', schema } }
      : { type: 'json_object' };
  if (type !== PLAIN_TYPE) losses.drops('generationConfig.responseMimeType', 'answers are text or JSON');
  return null;
}

/** Of two schemas the one that is read. */
export function schemaPlace(body: Fields): string {
  const { responseJsonSchema: other } = fieldsOf(body['generationConfig']);
  return `generationConfig.${(other ?? null) === null ? 'responseSchema' : 'responseJsonSchema'}`;
}

/** A budget that the model chooses: it is to think, as much as it takes. */
const OWN_BUDGET = -1;
/** Tokens for thinking up to which an effort goes, as clients of several APIs have them. */
const BUDGETS: readonly (readonly [number, string])[] = [
  [0, 'none'],
  [4_096, 'low'],
  [16_384, 'medium'],
];

/** What is asked for of thoughts. */
export interface ThoughtWishes {
  /** Show them; Gemini shows none by itself. */
  readonly showsThoughts: boolean;
  /** Parameters that a provider may refuse, and is asked again without. */
  readonly hints: Fields;
}

/** The wish for thinking as other providers know it. */
export function toThoughtWishes(body: Fields): ThoughtWishes {
  const { thinkingConfig } = fieldsOf(body['generationConfig']);
  const { includeThoughts, thinkingBudget: budget, thinkingLevel: level } = fieldsOf(thinkingConfig);
  const effort = effortOf(level, budget);
  return {
    showsThoughts: includeThoughts === true,
    hints: effort === null ? {} : { reasoning_effort: effort },
  };
}

function effortOf(level: unknown, budget: unknown): string | null {
  if (typeof level === 'string')
    return /^(minimal|low|medium|high)$/i.test(level) ? level.toLowerCase() : null;
  if (budget === OWN_BUDGET) return 'medium';
  if (typeof budget !== 'number' || budget < 0) return null;
  const [, effort = 'high'] = BUDGETS.find(([most]) => budget <= most) ?? [];
  return effort;
}
