import { bareModelName, requireModelName } from './gemini-model-name.js';

describe('a name of a model of Gemini', () => {
  it.each([
    ['models/gemini-3.5-flash', 'gemini-3.5-flash'],
    ['gemini-3.5-flash', 'gemini-3.5-flash'],
    ['models/..', '..'],
    ['publishers/google/models/x', 'publishers/google/models/x'],
    ['tunedModels/mine', 'tunedModels/mine'],
  ])('%s is asked for as %s', (model, bare) => {
    expect(() => requireModelName(model)).not.toThrow();
    expect(bareModelName(model)).toBe(bare);
  });

  it.each([
    'models/',
    'models//',
    'models/models/',
    'publishers/google/models/',
    'tunedModels/',
    '/',
    'models/ x',
  ])('%j is none, and refused as an empty one is', (model) => {
    expect(() => requireModelName(model)).toThrow(
      expect.objectContaining({ code: 'request.invalid', param: 'model', httpStatus: 400 }),
    );
  });
});
