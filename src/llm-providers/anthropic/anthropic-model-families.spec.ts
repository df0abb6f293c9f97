import { lifecycleOf } from '../../completions/model-resolver.js';
import { applyParameterRules, familyOf } from '../../completions/parameter-rules.js';
import type { CompletionRequest } from '../../port/canonical.js';
import { ABSENT_PARAMETERS, THINKING_DEFAULT_MAX_TOKENS } from './anthropic-model-families.js';
import { ANTHROPIC_MODEL_LIFECYCLE } from './anthropic-model-lifecycle.js';
import { anthropic } from './anthropic.definition.js';

const AGENT_DEFAULTS = { max_tokens: 100, temperature: 0.7 };
const adapt = (model: string, fields: object) => {
  const request = { model, messages: [], ...fields } as CompletionRequest;
  const policy = { defaults: AGENT_DEFAULTS, isStrict: false };
  const adapted = applyParameterRules(request, familyOf(model, anthropic.modelFamilies), policy);
  return { request: adapted.request, warned: adapted.warnings.map(({ parameter }) => parameter) };
};

describe('the families of Claude', () => {
  it.each([
    ['claude-3-haiku-20240307', 'anthropic-claude-3'],
    ['claude-3-7-sonnet-latest', 'anthropic-claude-3'],
    ['claude-2.1', 'anthropic-claude-3'],
    ['claude-sonnet-4-20250514', 'anthropic-claude-3'],
    ['claude-opus-4-0', 'anthropic-claude-3'],
    ['claude-opus-4-1-20250805', 'anthropic-claude-4'],
    ['claude-haiku-4-5-20251001', 'anthropic-claude-4'],
    ['claude-haiku-4-5', 'anthropic-claude-4'],
    ['claude-sonnet-4-6', 'anthropic-claude-4'],
    ['claude-opus-4-7', 'anthropic-claude'],
    ['claude-opus-4-8', 'anthropic-claude'],
    ['claude-sonnet-5', 'anthropic-claude'],
    ['claude-haiku-5-5', 'anthropic-claude'],
    ['claude-fable-5-1', 'anthropic-claude'],
    ['glm-5', 'anthropic-compatible'],
  ])('%s is of %s', (model, family) => {
    expect(familyOf(model, anthropic.modelFamilies)?.id).toBe(family);
  });

  it('gives the default model room for thinking, and no temperature that its caller did not ask for', () => {
    expect(adapt(anthropic.defaultModel, {})).toEqual({
      request: { model: anthropic.defaultModel, messages: [], max_tokens: THINKING_DEFAULT_MAX_TOKENS },
      warned: [],
    });
  });

  it('leaves out sampling from Claude 4.7 on, and says so', () => {
    const { request, warned } = adapt('claude-opus-4-7', { temperature: 0.2, top_p: 0.9, top_k: 4 });
    expect(request).not.toHaveProperty('temperature');
    expect(request).not.toHaveProperty('top_p');
    expect(warned).toEqual(['temperature', 'top_p', 'top_k']);
    expect(adapt('claude-opus-4-7', { temperature: 1 }).warned).toEqual([]);
  });

  it('takes temperature or top_p before that, not both', () => {
    expect(adapt('claude-haiku-4-5', { temperature: 0.2 })).toMatchObject({
      request: { temperature: 0.2 },
      warned: [],
    });
    const both = adapt('claude-haiku-4-5', { temperature: 0.2, top_p: 0.9 });
    expect(both.request).not.toHaveProperty('temperature');
    expect(both).toMatchObject({ request: { top_p: 0.9 }, warned: ['temperature'] });
    expect(adapt('claude-haiku-4-5', { top_p: 0.9 })).toMatchObject({
      request: { top_p: 0.9 },
      warned: [],
    });
    expect(adapt('claude-3-haiku-20240307', { temperature: 0.2, top_p: 0.9 }).warned).toEqual([]);
  });

  it.each(anthropic.modelFamilies.map((family) => [family.id, family] as const))(
    'of %s tell callers of all that is never sent',
    (_, { rules }) => {
      for (const parameter of ABSENT_PARAMETERS) expect(rules).toHaveProperty(parameter);
    },
  );

  it('say nothing of a value that changes nothing', () => {
    expect(
      adapt('claude-haiku-5-5', { n: 1, presence_penalty: 0, logprobs: false, top_logprobs: 0 }).warned,
    ).toEqual([]);
    const more = {
      logit_bias: {},
      metadata: {},
      modalities: ['text'],
      stream_options: { include_usage: true },
    };
    expect(adapt('claude-haiku-5-5', { ...more, store: false }).warned).toEqual([]);
    const padded = { modalities: ['text', 'audio'], stream_options: { include_obfuscation: true } };
    expect(adapt('claude-haiku-5-5', padded).warned).toEqual(['modalities', 'stream_options']);
    expect(adapt('claude-haiku-5-5', { n: 2, presence_penalty: 1, seed: 1 }).warned).toEqual([
      'n',
      'presence_penalty',
      'seed',
    ]);
  });
});

describe('the lifecycle of Claude', () => {
  it('replaces every model by living ones', () => {
    for (const { replacements } of ANTHROPIC_MODEL_LIFECYCLE) {
      expect(replacements.length).toBeGreaterThan(0);
      for (const replacement of replacements) expect(lifecycleOf(replacement, anthropic)).toBeNull();
    }
  });

  it('has no date for the default', () => {
    expect(lifecycleOf(anthropic.defaultModel, anthropic)).toBeNull();
  });
});
