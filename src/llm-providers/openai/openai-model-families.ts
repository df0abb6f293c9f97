import type { ModelFamily, ParameterRule } from '../port/provider-definition.js';

const READ_ON = '2026-11-23';

/**
 * Room for reasoning and a text when the caller names no limit, in tokens. A reasoning model spends from the same
 * allowance before it writes the first word; 100, the default elsewhere, would often be gone by then.
 */
export const REASONING_DEFAULT_MAX_TOKENS = 8192;

const REASONING_LIMIT: ParameterRule = {
  kind: 'rename',
  to: 'max_completion_tokens',
  reason:
    'reasoning models refuse max_tokens; it is sent as max_completion_tokens, which counts reasoning and text together',
};

const REASONING_DEFAULTS = Object.freeze({ max_tokens: REASONING_DEFAULT_MAX_TOKENS });

const only = (value: unknown): ParameterRule => ({
  kind: 'only',
  values: [value],
  reason: `this model accepts no other value than ${String(value)}`,
});

const refused = (parameter: string): ParameterRule => ({
  kind: 'drop',
  reason: `this model refuses ${parameter}`,
});

/**
 * What OpenAI's model families refuse on chat completions. The first family that matches is taken; a model that
 * none matches (gpt-4o, gpt-4.1, another server's model) gets its request untouched.
 * Sources: pydantic/pydantic-ai#1205, langflow-ai/openrag#398, livekit/agents#1470,
 * BeehiveInnovations/pal-mcp-server#78, johny-b/llmcomp#69, vercel/ai#10932.
 */
export const OPENAI_MODEL_FAMILIES: readonly ModelFamily[] = Object.freeze([
  {
    id: 'openai-o-series',
    matches: /^(ft:)?o[1-9]\d*(-|:|$)/,
    rules: {
      max_tokens: REASONING_LIMIT,
      temperature: refused('temperature'),
      top_p: refused('top_p'),
      presence_penalty: refused('presence_penalty'),
      frequency_penalty: refused('frequency_penalty'),
      logprobs: refused('logprobs'),
      top_logprobs: refused('top_logprobs'),
      logit_bias: refused('logit_bias'),
      // openai/openai-openapi 2.3.0: `stop` is not supported with o3 and o4-mini.
      stop: refused('stop'),
    },
    defaults: REASONING_DEFAULTS,
    source: 'pydantic/pydantic-ai#1205, livekit/agents#1470, openai/openai-openapi 2.3.0',
    readOn: READ_ON,
  },
  {
    id: 'openai-gpt-reasoning',
    // gpt-5, gpt-5.4-mini, gpt-6-luna, gpt-6.1-sol, …; the gpt-5-chat models do not reason.
    matches: /^(ft:)?gpt-(?!5-chat)([5-9]|[1-9]\d)(\.\d+)?(-|:|$)/,
    rules: {
      max_tokens: REASONING_LIMIT,
      temperature: only(1),
      top_p: only(1),
      presence_penalty: only(0),
      frequency_penalty: only(0),
      logprobs: refused('logprobs'),
      top_logprobs: refused('top_logprobs'),
      logit_bias: refused('logit_bias'),
    },
    defaults: REASONING_DEFAULTS,
    source: 'BeehiveInnovations/pal-mcp-server#78, johny-b/llmcomp#69, langflow-ai/openrag#398',
    readOn: READ_ON,
  },
]);
