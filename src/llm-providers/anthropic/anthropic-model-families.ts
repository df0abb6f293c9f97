import type { ModelFamily, ParameterRule } from '../../port/provider-definition.js';
import { asksForPlainStream, isEmpty, isTextAlone } from '../upstream/neutral-values.js';
import { isKnownEffort, isKnownFormat } from './to-anthropic-output.js';

type Rules = Readonly<Record<string, ParameterRule>>;

/**
 * Room for thinking and a text when the caller names no limit, in tokens; both come out of one allowance. That the
 * newer models think unasked is not confirmed: the migration guides only warn that an answer may begin with thinking.
 */
export const THINKING_DEFAULT_MAX_TOKENS = 8192;

const COMPATIBILITY = 'platform.claude.com/docs, OpenAI SDK compatibility';
const MIGRATION = 'platform.claude.com/docs, Migration guides and api/migration-2026-10-21';

const NO_SUCH = 'the Messages API has no such parameter';
const absent: ParameterRule = { kind: 'drop', reason: NO_SUCH };
/** Nothing is lost of a value that asks for nothing. */
const absentUnlessEmpty: ParameterRule = { kind: 'fit', fits: isEmpty, reason: NO_SUCH };
const absentUnless = (value: unknown): ParameterRule => ({
  kind: 'only',
  values: [value],
  reason: `${NO_SUCH}; it behaves as with ${String(value)}`,
});

/** What the canonical form has and the Messages API has not. None of it is ever sent, whatever its value. */
const ABSENT: Rules = Object.freeze({
  n: absentUnless(1),
  frequency_penalty: absentUnless(0),
  presence_penalty: absentUnless(0),
  logprobs: absentUnless(false),
  top_logprobs: absentUnless(0),
  logit_bias: absentUnlessEmpty,
  seed: absent,
  reasoning_effort: absent,
  verbosity: absent,
  modalities: { kind: 'fit', fits: isTextAlone, reason: 'the Messages API answers in text only' },
  audio: absent,
  prediction: absent,
  store: absentUnless(false),
  metadata: absentUnlessEmpty,
  moderation: absent,
  prompt_cache_key: absent,
  prompt_cache_options: absent,
  prompt_cache_retention: absent,
  safety_identifier: absent,
  web_search_options: absent,
});

/** OpenAI's parameters that no model of the Messages API takes: they are never sent. */
export const ABSENT_PARAMETERS: ReadonlySet<string> = new Set(Object.keys(ABSENT));

const STRUCTURED = 'docs.cloud.google.com, Structured outputs with Anthropic Claude models, read 2026-11-28';

/** Of parameters that no model of the Messages API takes as they are. */
export const COMMON_RULES: Rules = Object.freeze({
  ...ABSENT,
  response_format: {
    kind: 'fit',
    fits: isKnownFormat,
    reason: 'the Messages API knows the formats text and json_schema only',
    source: STRUCTURED,
  },
  stream_options: {
    kind: 'fit',
    fits: asksForPlainStream,
    reason: 'of options for a stream, include_usage alone has a counterpart',
  },
  service_tier: {
    kind: 'only',
    values: ['auto', 'standard_only'],
    reason: 'the Messages API knows the tiers auto and standard_only',
    source: '@anthropic-ai/sdk 1.12.0',
  },
});

const FAMILY = Object.freeze({ defaults: Object.freeze({}), source: COMPATIBILITY, readOn: '2026-11-23' });
const fixed: Omit<ParameterRule, 'kind'> = {
  reason: 'models from Claude 4.7 on choose it themselves',
  source: MIGRATION,
};

/** Its list of models does not speak of tools: all take them since Claude 3 (platform.claude.com/docs, Tool use). */
const TOOLS = Object.freeze({ tools: true });

/** Rules by generation; a name that is not Claude's is taken for a server's own, and keeps its sampling parameters. */
export const ANTHROPIC_MODEL_FAMILIES: readonly ModelFamily[] = Object.freeze([
  {
    ...FAMILY,
    id: 'anthropic-claude-3',
    matches: /^claude-([23][.-]|instant|(opus|sonnet)-4(-0)?(-\d{8})?$)/,
    rules: {
      ...COMMON_RULES,
      response_format: { kind: 'drop', reason: 'this model writes by no schema', source: STRUCTURED },
    },
  },
  {
    ...FAMILY,
    id: 'anthropic-claude-4',
    capabilities: TOOLS,
    matches: /^claude-(opus|sonnet|haiku)-4-[1-6](-\d{8})?$/,
    rules: {
      ...COMMON_RULES,
      temperature: {
        kind: 'drop',
        unless: { top_p: undefined },
        reason: 'this model takes temperature or top_p, not both',
        source: MIGRATION,
      },
    },
  },
  {
    ...FAMILY,
    id: 'anthropic-claude',
    capabilities: TOOLS,
    matches: /^claude-/,
    rules: {
      ...COMMON_RULES,
      temperature: { ...fixed, kind: 'only', values: [1] },
      reasoning_effort: {
        kind: 'fit',
        fits: isKnownEffort,
        reason: 'this model knows the efforts low, medium, high, xhigh and max',
        source: 'platform.claude.com/docs, Effort, and @anthropic-ai/sdk 1.12.0',
      },
      // The defaults of these two are written nowhere, so no value of them is known to pass.
      top_p: { ...fixed, kind: 'drop' },
      top_k: { ...fixed, kind: 'drop' },
    },
    defaults: Object.freeze({ max_tokens: THINKING_DEFAULT_MAX_TOKENS }),
  },
  { ...FAMILY, id: 'anthropic-compatible', matches: /^/, rules: COMMON_RULES },
]);
