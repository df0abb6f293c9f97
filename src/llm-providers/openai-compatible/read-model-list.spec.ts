import { ACME, ACME_SETTINGS } from '../port/testing/fake-llm-provider.js';
import { readModelList } from './openai-answer.js';

const call = {
  definition: ACME,
  settings: ACME_SETTINGS,
  apiKey: null,
  request: { model: '', messages: [] },
  nowMs: 0,
};
const listed = (entry: object) => readModelList({ data: [{ id: 'm', ...entry }] }, call);

describe('the limits of a listed model', () => {
  it.each<[string, object, object]>([
    [
      'by OpenRouter’s words',
      {
        context_length: 1_050_000,
        top_provider: { context_length: 400_000, max_completion_tokens: 128_000 },
      },
      { contextWindow: 1_050_000, maxOutputTokens: 128_000 },
    ],
    [
      'by Requesty’s words',
      { context_window: 200_000, max_output_tokens: 64_000 },
      { contextWindow: 200_000, maxOutputTokens: 64_000 },
    ],
    [
      'one of them',
      { context_length: 8192, top_provider: { max_completion_tokens: null } },
      { contextWindow: 8192 },
    ],
    ['none that is 0, broken, below zero or a text', { context_length: 0, max_output_tokens: 1.5 }, {}],
    ['none that is below zero or a text', { context_window: -1, max_output_tokens: '64000' }, {}],
    ['none where nothing is told', { top_provider: null }, {}],
  ])('are read %s', (_, entry, limits) => {
    expect(listed(entry)).toEqual([{ id: 'm', ...limits }]);
  });

  it('stand beside the shutdown date', () => {
    expect(listed({ shutdown_date: '2027-01-14', context_window: 5 })).toEqual([
      { id: 'm', shutdownDate: '2027-01-14', contextWindow: 5 },
    ]);
    expect(listed({ shutdown_date: null })).toEqual([{ id: 'm', shutdownDate: null }]);
  });
});
