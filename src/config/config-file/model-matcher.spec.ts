import { modelMatcher } from './model-matcher.js';

describe('modelMatcher', () => {
  it.each([
    ['qwen', 'qwen', true],
    ['qwen', 'qwen-7b', false],
    ['qwen-*', 'qwen-', true],
    ['qwen-*', 'my-qwen-7b', false],
    ['*-7b', 'qwen-7b', true],
    ['*-7b', 'qwen-7b-it', false],
    ['*', '', true],
    ['**', 'any', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'abc', true],
    ['a*b*c', 'acb', false],
    ['ab*ba', 'aba', false],
    ['a*bc*c', 'abc', false],
    ['a*b*b', 'ab', false],
    ['a.c', 'abc', false],
    ['a+/[b', 'a+/[b', true],
    ['@cf/*/llama-*', '@cf/meta/llama-3.1-8b-instruct', true],
    ['My Model #*', 'My Model #3 [Q4]', true],
    ['模型-*', '模型-7b', true],
  ])('reads %s as a name of models; %j: %s', (pattern, model, isMeant) => {
    expect(modelMatcher([pattern]).test(model)).toBe(isMeant);
  });

  it('claims what any of its patterns names', () => {
    const matcher = modelMatcher(['a*', 'b']);
    expect(['a1', 'b', 'b1'].map((model) => matcher.test(model))).toEqual([true, true, false]);
  });

  it('is done with a name of 200 characters, however many stars there are', () => {
    const matcher = modelMatcher([`${'*a'.repeat(12)}*b`]);
    expect(matcher.test('a'.repeat(200))).toBe(false);
    expect(matcher.test(`${'a'.repeat(199)}b`)).toBe(true);
  });
});
