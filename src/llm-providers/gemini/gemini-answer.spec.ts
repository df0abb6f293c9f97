import { readAnswer } from './gemini-answer.js';
import { gemini } from './gemini.definition.js';

const call = {
  definition: gemini,
  settings: { apiKeys: [], baseUrl: null, defaultModel: gemini.defaultModel, modelAliases: new Map() },
  apiKey: null,
  request: { model: 'gemini-3.5-flash-lite', messages: [] },
  nowMs: 0,
};

describe('the reason why a prompt was refused', () => {
  it.each([
    ['SAFETY', 'SAFETY'],
    ['BLOCK_REASON_UNSPECIFIED', null],
    ['BLOCKED_REASON_UNSPECIFIED', null],
    [null, null],
  ])('of %j is %j', (blockReason, expected) => {
    expect(readAnswer({ promptFeedback: { blockReason } }, call).blockReason).toBe(expected);
  });
});
