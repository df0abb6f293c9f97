import { toThinkingBlocks } from './anthropic-thinking.js';
import { toReasoningDetails } from './reasoning-details.js';

const BLOCKS = [
  { type: 'thinking', thinking: 'Let me see.', signature: 'c2ln' },
  { type: 'redacted_thinking', data: 'ZW5jcnlwdGVk' },
];

describe('reasoning_details', () => {
  const details = toReasoningDetails(BLOCKS);

  it('hold blocks of thinking under OpenRouter’s names', () => {
    expect(details).toEqual([
      {
        type: 'reasoning.text',
        text: 'Let me see.',
        signature: 'c2ln',
        format: 'anthropic-claude-v1',
        index: 0,
      },
      { type: 'reasoning.encrypted', data: 'ZW5jcnlwdGVk', format: 'anthropic-claude-v1', index: 1 },
    ]);
  });

  it('come back as the blocks that they were', () => {
    expect(toThinkingBlocks({ reasoning_details: details })).toEqual(BLOCKS);
  });

  it('are not taken twice where the blocks came back as well', () => {
    expect(toThinkingBlocks({ reasoning_details: details, thinking_blocks: BLOCKS })).toEqual(BLOCKS);
  });

  it.each([
    [{ type: 'reasoning.text', text: 'Hm.' }],
    [{ type: 'reasoning.encrypted', data: 'eA==', format: 'openai-responses-v1' }],
    [{ type: 'reasoning.summary', summary: 'Hm.' }],
  ])('are left out where they are none that Anthropic signed: %j', (detail) => {
    expect(toThinkingBlocks({ reasoning_details: [detail] })).toEqual([]);
  });
});
