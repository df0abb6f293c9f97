import { lifecycleOf } from '../../completions/model-resolver.js';
import { applyParameterRules, familyOf } from '../../completions/parameter-rules.js';
import type { CompletionRequest } from '../../port/canonical.js';
import { GEMINI_MODEL_FAMILIES } from './gemini-model-families.js';
import { gemini } from './gemini.definition.js';

const POLICY = { defaults: { max_tokens: 100, temperature: 0.7 }, isStrict: false };

function adapted(model: string, parameters: object = {}) {
  const request = { model, messages: [], ...parameters } as CompletionRequest;
  const family = familyOf(model, GEMINI_MODEL_FAMILIES);
  const { request: result, warnings } = applyParameterRules(request, family, POLICY, gemini);
  return { result, warned: warnings.map((warning) => ('parameter' in warning ? warning.parameter : null)) };
}

describe('Gemini’s model families', () => {
  it.each([
    ['gemini-2.5-pro', 'gemini-2.5-pro'],
    ['gemini-2.5-flash-lite', 'gemini-2.5'],
    ['gemini-3-flash-preview', 'gemini-3'],
    ['gemini-3.1-pro-preview', 'gemini-3'],
    ['gemini-3.5-flash-lite', 'gemini-3.6'],
    ['models/gemini-3.8-flash', 'gemini-3.6'],
    ['gemini-4-argon', 'gemini-3.6'],
    ['gemini-flash-lite-latest', 'gemini-3.6'],
    ['gemma-4-27b-it', 'gemini-other'],
  ])('claim %s for %s', (model, family) => {
    expect(familyOf(model, GEMINI_MODEL_FAMILIES)?.id).toBe(family);
  });

  it('leave room for thinking where the caller names no limit', () => {
    expect(adapted('gemini-3.5-flash-lite').result.max_tokens).toBe(8192);
    expect(adapted('gemini-3.5-flash-lite', { max_tokens: 5 }).result.max_tokens).toBe(5);
    expect(adapted('gemma-4-27b-it').result.max_tokens).toBe(100);
  });

  it('tell what has no effect or no counterpart', () => {
    const { result, warned } = adapted('gemini-3.8-flash', {
      temperature: 0.2,
      logprobs: true,
      reasoning_effort: 'none',
    });
    expect(result).toEqual({ model: 'gemini-3.8-flash', messages: [], max_tokens: 8192 });
    expect(warned).toEqual(expect.arrayContaining(['temperature', 'logprobs', 'reasoning_effort']));
    expect(adapted('gemini-2.5-flash-lite', { temperature: 0.2, reasoning_effort: 'none' }).warned).toEqual(
      [],
    );
  });

  it.each<[string, unknown, unknown]>([
    ['logprobs', false, true],
    ['top_logprobs', 0, 5],
    ['user', '', 'u-1'],
    ['store', false, true],
    ['service_tier', 'auto', 'flex'],
    ['service_tier', 'default', 'priority'],
    ['logit_bias', {}, { 50256: -100 }],
    ['metadata', {}, { a: 'b' }],
    ['modalities', ['text'], ['audio']],
    ['parallel_tool_calls', true, false],
    ['stream_options', { include_usage: true }, { include_obfuscation: true }],
    ['stream_options', { include_usage: true, include_obfuscation: false }, { of_tomorrow: 1 }],
  ])('say nothing of %s where it is %j, for that happens anyway, and tell %j', (name, neutral, other) => {
    expect(adapted('gemini-2.5-flash-lite', { [name]: neutral }).warned).toEqual([]);
    expect(adapted('gemini-2.5-flash-lite', { [name]: other }).warned).toEqual([name]);
  });

  it('tell what the adapter would lose in silence', () => {
    const fields = { stop: 'END', not_invented_yet: 1, prompt_cache_retention: '24h' };
    const { result, warned } = adapted('gemini-2.5-flash-lite', fields);
    expect(result).toEqual({
      model: 'gemini-2.5-flash-lite',
      messages: [],
      max_tokens: 8192,
      temperature: 0.7,
      stop: 'END',
    });
    expect(warned).toEqual(['not_invented_yet', 'prompt_cache_retention']);
  });

  it('tell an effort and a limit that are said otherwise', () => {
    const asked = { reasoning_effort: 'minimal', max_tokens: 5, max_completion_tokens: 9 };
    expect(adapted('gemini-3.1-pro-preview', asked).warned).toEqual(['max_tokens', 'reasoning_effort']);
    expect(adapted('gemini-3.5-flash-lite', { ...asked, max_tokens: 9 }).warned).toEqual([]);
    expect(adapted('gemini-2.5-pro', { ...asked, max_tokens: null }).warned).toEqual([]);
    expect(adapted('gemini-3.8-flash', { reasoning_effort: 'xhigh' })).toMatchObject({
      result: { reasoning_effort: 'xhigh' },
      warned: ['reasoning_effort'],
    });
  });

  it('tell a format that Gemini does not have', () => {
    const warnedOf = (type: string) => adapted('gemini-2.5-pro', { response_format: { type } }).warned;
    expect(warnedOf('grammar')).toEqual(['response_format']);
    expect(warnedOf('json_object')).toEqual([]);
  });

  it('refuse no model that Google still answers, and have a default that stays', () => {
    expect(gemini.modelLifecycle.every(({ shutdownDate }) => shutdownDate === null)).toBe(true);
    expect(lifecycleOf(gemini.defaultModel, gemini)).toBeNull();
  });
});
