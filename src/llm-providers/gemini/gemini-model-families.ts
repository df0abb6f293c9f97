import type { ModelFamily, ParameterRule } from '../../port/provider-definition.js';
import { asksForPlainStream, isEmpty } from '../upstream/neutral-values.js';
import { isKnownFormat, isKnownModality } from './gemini-generation-config.js';

type Rules = Readonly<Record<string, ParameterRule>>;

/** Room for thinking and a text, in tokens: `maxOutputTokens` counts both (litellm-docs#559). */
export const THINKING_DEFAULT_MAX_TOKENS = 8192;

const DEFAULTS = Object.freeze({ max_tokens: THINKING_DEFAULT_MAX_TOKENS });
const READ_ON = '2026-11-23';
const OPENAI_PAGE = 'ai.google.dev/gemini-api/docs/openai';

const NOT_PASSED_ON = [
  'audio',
  'prediction',
  'prompt_cache_key',
  'safety_identifier',
  'verbosity',
  'web_search_options',
] as const;

const dropped = (reason: string, more: Partial<ParameterRule> = {}) =>
  ({ kind: 'drop', reason, ...more }) as ParameterRule;

const absence = (name: string) => `${name} has no counterpart here in Gemini's API`;

/** Of these, values that ask for what happens anyway are no loss. */
const NOT_PASSED_ON_UNLESS: Rules = {
  logit_bias: { kind: 'fit', fits: isEmpty, reason: absence('logit_bias') },
  logprobs: { kind: 'only', values: [false], reason: absence('logprobs') },
  metadata: { kind: 'fit', fits: isEmpty, reason: absence('metadata') },
  service_tier: { kind: 'only', values: ['auto', 'default'], reason: absence('service_tier') },
  store: { kind: 'only', values: [false], reason: absence('store') },
  top_logprobs: { kind: 'only', values: [0], reason: absence('top_logprobs') },
  user: { kind: 'only', values: [''], reason: absence('user') },
  stream_options: {
    kind: 'fit',
    fits: asksForPlainStream,
    reason: 'of options for a stream, include_usage alone has a counterpart',
  },
};

/** Of OpenAI's parameters, those that `to-gemini-request.ts` has no counterpart for. */
export const COMMON_RULES: Rules = {
  ...Object.fromEntries(NOT_PASSED_ON.map((name) => [name, dropped(absence(name))])),
  ...NOT_PASSED_ON_UNLESS,
  response_format: {
    kind: 'fit',
    fits: isKnownFormat,
    reason: 'Gemini knows the formats text, json_object and json_schema only',
  },
  modalities: {
    kind: 'fit',
    fits: isKnownModality,
    reason: 'of Gemini, texts and pictures can be asked for here',
  },
  parallel_tool_calls: {
    kind: 'only',
    values: [true],
    reason: 'Gemini decides by itself how many tools it calls at once',
  },
};

/** Efforts above the highest are sent as the highest (`gemini-thinking.ts`). */
const efforts = (...values: readonly string[]): Rules => ({
  reasoning_effort: {
    kind: 'only',
    values: [...values, 'xhigh', 'max'],
    reason: `this model knows reasoning_effort ${values.join(', ')} only`,
  },
});

const LEVELS = ['minimal', 'low', 'medium', 'high'] as const;

/** Accepted, but without effect. Seen live in kolega-ai/kolega-code#313; also told in TypeWhisper/typewhisper-win#406. */
const SAMPLING_IGNORED: Rules = Object.fromEntries(
  ['temperature', 'top_p', 'top_k'].map((name) => [
    name,
    dropped(`this model ignores ${name}`, { source: 'kolega-ai/kolega-code#313', isConfirmed: false }),
  ]),
);

/** A name may come as the list of models spells it, with `models/` before it. */
export const GEMINI_MODEL_FAMILIES: readonly ModelFamily[] = Object.freeze([
  {
    id: 'gemini-2.5-pro',
    matches: /^(models\/)?gemini-2\.5-pro/,
    rules: { ...COMMON_RULES, ...efforts(...LEVELS) },
    defaults: DEFAULTS,
    source: OPENAI_PAGE,
    readOn: READ_ON,
  },
  {
    id: 'gemini-2.5',
    matches: /^(models\/)?gemini-2\.5-/,
    rules: { ...COMMON_RULES, ...efforts('none', ...LEVELS) },
    defaults: DEFAULTS,
    source: OPENAI_PAGE,
    readOn: READ_ON,
  },
  {
    id: 'gemini-3.6',
    matches:
      /^(models\/)?gemini-(3\.5-flash-lite|3\.([6-9]|\d\d)-|[4-9][.-]|[1-9]\d[.-]|(flash|flash-lite|pro)-latest$)/,
    rules: { ...COMMON_RULES, ...efforts(...LEVELS), ...SAMPLING_IGNORED },
    defaults: DEFAULTS,
    source: OPENAI_PAGE,
    readOn: READ_ON,
  },
  {
    id: 'gemini-3',
    matches: /^(models\/)?gemini-3(\.\d+)?-/,
    rules: { ...COMMON_RULES, ...efforts(...LEVELS) },
    defaults: DEFAULTS,
    source: OPENAI_PAGE,
    readOn: READ_ON,
  },
  {
    // Gemma and whatever else the same API serves.
    id: 'gemini-other',
    matches: /^/,
    rules: {
      ...COMMON_RULES,
      reasoning_effort: dropped('it is not known what effort this model can be told'),
    },
    defaults: Object.freeze({}),
    source: OPENAI_PAGE,
    readOn: READ_ON,
  },
]);
