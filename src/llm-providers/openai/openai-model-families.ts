import type { ModelFamily, ParameterRule } from '../../port/provider-definition.js';

type Rules = Readonly<Record<string, ParameterRule>>;

/**
 * Room for reasoning and a text when the caller names no limit, in tokens. A reasoning model spends from the same
 * allowance before it writes the first word; 100, the default elsewhere, would often be gone by then.
 */
export const REASONING_DEFAULT_MAX_TOKENS = 8192;

const FAMILY = Object.freeze({
  capabilities: Object.freeze({ reasoning: true }),
  defaults: Object.freeze({ max_tokens: REASONING_DEFAULT_MAX_TOKENS }),
  readOn: '2026-11-23',
});

/** Seen refused by o1, o3, o3-mini, o4-mini, gpt-5-mini, gpt-5.4: pydantic/pydantic-ai#1205, langflow-ai/openrag#398. */
const TOKEN_LIMIT: Rules = {
  max_tokens: {
    kind: 'rename',
    to: 'max_completion_tokens',
    reason:
      'reasoning models refuse max_tokens; it is sent as max_completion_tokens, which counts reasoning and text together',
  },
};

const only = (value: unknown, more: Partial<ParameterRule> = {}) =>
  ({
    kind: 'only',
    values: [value],
    reason: `this model accepts no other value than ${String(value)}`,
    ...more,
  }) as ParameterRule;

const refused = (parameter: string, more: Partial<ParameterRule> = {}) =>
  ({ kind: 'drop', reason: `this model refuses ${parameter}`, ...more }) as ParameterRule;

/** Seen with gpt-5-mini in a secondary place; taken over for its siblings. */
const UNCONFIRMED_SAMPLING: Rules = {
  top_p: only(1, { isConfirmed: false }),
  presence_penalty: only(0, { isConfirmed: false }),
  frequency_penalty: only(0, { isConfirmed: false }),
};

/**
 * Seen refused by gpt-5, gpt-5-mini, gpt-5-nano, gpt-5.1 and gpt-5.2. One report (BerriAI/litellm#28662) takes it for
 * accepted while they do not reason; gpt-5.1, which does not unless asked to, was seen to refuse it.
 */
const stopRefused = (more: Partial<ParameterRule> = {}): Rules => ({
  stop: refused('stop', { source: 'huggingface/smolagents#1662, #1868, #1893', ...more }),
});

/** Taken over from gpt-5.2, as clients do for all that is called gpt-5: crewAIInc/crewAI#5144. */
const UNCONFIRMED_STOP = stopRefused({ isConfirmed: false });

/** gpt-5.1 takes sampling parameters while it does not reason. */
const WITHOUT_REASONING = { unless: { reasoning_effort: 'none' }, source: 'vercel/ai#10932' };

/** Function tools are refused while the model reasons. */
const toolsWithoutReasoning = (evenUnset: boolean, source: string): Rules => ({
  reasoning_effort: {
    kind: 'require',
    value: 'none',
    // No report speaks of the older name: what is refused are functions, whichever field offers them.
    beside: ['tools', 'functions'],
    evenUnset,
    reason: 'on chat completions this model takes tools only while it does not reason',
    source,
  },
});

/**
 * What OpenAI's reasoning models refuse on chat completions. A model that no family claims (gpt-4o, gpt-4.1, another
 * server's model) gets its request untouched.
 */
export const OPENAI_MODEL_FAMILIES: readonly ModelFamily[] = Object.freeze([
  {
    ...FAMILY,
    id: 'openai-o1',
    matches: /^(ft:)?(o1|o3-mini)(-|:|$)/,
    // o3-mini refuses the parameter itself; that o1 does is taken over from it.
    rules: { ...TOKEN_LIMIT, temperature: refused('temperature') },
    source: 'livekit/agents#1470',
  },
  {
    ...FAMILY,
    id: 'openai-o3',
    matches: /^(ft:)?o(?!3-mini)[3-9](-|:|$)/,
    rules: {
      ...TOKEN_LIMIT,
      temperature: only(1),
      stop: refused('stop', { source: 'openai/openai-openapi 2.3.0' }),
    },
    source: 'BeehiveInnovations/pal-mcp-server#78',
  },
  {
    ...FAMILY,
    id: 'openai-gpt-5',
    matches: /^(ft:)?gpt-5(-(?!chat)|:|$)/,
    rules: { ...TOKEN_LIMIT, ...UNCONFIRMED_SAMPLING, ...stopRefused(), temperature: only(1) },
    source: 'BeehiveInnovations/pal-mcp-server#78, johny-b/llmcomp#69',
  },
  {
    ...FAMILY,
    id: 'openai-gpt-5.1',
    matches: /^(ft:)?gpt-5\.[1-3](-(?!chat)|:|$)/,
    rules: {
      ...TOKEN_LIMIT,
      ...stopRefused(),
      temperature: only(1, WITHOUT_REASONING),
      top_p: only(1, { ...WITHOUT_REASONING, isConfirmed: false }),
      logprobs: refused('logprobs', { ...WITHOUT_REASONING, isConfirmed: false }),
      top_logprobs: refused('top_logprobs', { ...WITHOUT_REASONING, isConfirmed: false }),
    },
    source: 'vercel/ai#10932',
  },
  {
    ...FAMILY,
    id: 'openai-gpt-5.4',
    matches: /^(ft:)?gpt-5\.[45](-(?!chat)|:|$)/,
    rules: {
      ...TOKEN_LIMIT,
      ...UNCONFIRMED_SAMPLING,
      ...UNCONFIRMED_STOP,
      ...toolsWithoutReasoning(false, 'openai/openai-openapi#541'),
      temperature: only(1),
    },
    source: 'BeehiveInnovations/pal-mcp-server#78, langflow-ai/openrag#398',
  },
  {
    ...FAMILY,
    id: 'openai-gpt-6',
    matches: /^(ft:)?gpt-(5\.([6-9]|\d\d)|([6-9]|[1-9]\d)(\.\d+)?)(-(?!chat)|:|$)/,
    rules: {
      ...TOKEN_LIMIT,
      ...UNCONFIRMED_SAMPLING,
      ...UNCONFIRMED_STOP,
      ...toolsWithoutReasoning(true, 'BerriAI/litellm#34569, onyx-dot-app/onyx#15008'),
      // No report speaks of gpt-5.6 and later: taken over from gpt-5.4.
      temperature: only(1, { isConfirmed: false }),
    },
    source: 'BerriAI/litellm#34569',
  },
]);
