import { lifecycleOf } from '../../completions/model-resolver.js';
import { openai } from './openai.definition.js';
import { OPENAI_MODEL_LIFECYCLE } from './openai-model-lifecycle.js';

describe('what OpenAI announced', () => {
  // OpenAI docs, Deprecations, read 2026-11-23.
  it.each([
    ['o3-mini', '2026-10-23', 'gpt-5.6-sol'],
    ['o4-mini', '2026-10-23', 'gpt-5.6-terra'],
    ['gpt-3.5-turbo', '2026-10-23', 'gpt-5.6-terra'],
    ['gpt-4', '2026-10-23', 'gpt-6-luna'],
    ['gpt-4.1-nano', '2026-10-23', 'gpt-6-luna'],
    ['gpt-5', '2026-12-11', 'gpt-5.6-sol'],
    ['o3', '2026-12-11', 'gpt-5.6-sol'],
    ['gpt-5-mini', '2026-12-11', 'gpt-5.6-terra'],
    ['gpt-5-nano', '2026-12-11', 'gpt-5.6-luna'],
    ['gpt-4o', '2027-01-14', 'gpt-6-luna'],
    ['gpt-4o-mini', '2027-01-14', 'gpt-6-luna'],
    ['gpt-4.1', '2027-01-14', 'gpt-6-luna'],
    ['gpt-4.1-mini', '2027-01-14', 'gpt-6-luna'],
    ['o1', null, 'gpt-5.6-sol'],
  ])('for %s is %s, and %s among its replacements', (model, shutdownDate, replacement) => {
    const lifecycle = lifecycleOf(model, openai);
    expect(lifecycle?.shutdownDate).toBe(shutdownDate);
    expect(lifecycle?.replacements).toContain(replacement);
  });

  it('replaces every model by living ones, and never by itself', () => {
    for (const { models, replacements } of OPENAI_MODEL_LIFECYCLE) {
      expect(replacements.length).toBeGreaterThan(0);
      for (const replacement of replacements) {
        expect(models).not.toContain(replacement);
        expect(lifecycleOf(replacement, openai)).toBeNull();
      }
    }
  });

  it('names each model once', () => {
    const models = OPENAI_MODEL_LIFECYCLE.flatMap((entry) => entry.models);
    expect(new Set(models).size).toBe(models.length);
  });

  it('says nothing of the models that the shipped aliases stand for', () => {
    for (const model of Object.values(openai.modelAliases)) expect(lifecycleOf(model, openai)).toBeNull();
  });
});
