import { isModelListPath } from './model-list-paths.js';

it.each([
  ['/v1/models', true],
  ['/v1/models/router/llama:free', true],
  ['/v1beta/models/router/llama:free', true],
  ['/agents/llm-providers/openai/models/', true],
  ['/v1beta/models/router/llama:free:generateContent', false],
  ['/v1/models/gemini-3.5-flash-lite:streamGenerateContent', false],
  ['/v1/chat/completions', false],
])('takes %s for a list of models: %s', (path, isList) => {
  expect(isModelListPath(path)).toBe(isList);
});
