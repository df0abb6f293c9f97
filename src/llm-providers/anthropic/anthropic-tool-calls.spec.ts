import { ACME_CALL } from '../upstream/testing/acme-call.js';
import { AnthropicThinking } from './anthropic-thinking.js';
import { AnthropicToolCalls } from './anthropic-tool-calls.js';

describe('AnthropicToolCalls', () => {
  it('fails the answer that calls more tools than any request offers', () => {
    const calls = new AnthropicToolCalls(ACME_CALL);
    const start = (index: number) => calls.start(index, { type: 'tool_use', id: `a${index}`, name: 'f' });
    for (let index = 0; index < 1_000; index += 1) start(index);
    expect(() => start(1_000)).toThrow('more calls of tools than any request asks for');
  });
});

describe('AnthropicThinking', () => {
  it('fails the answer that has more blocks of thinking than any answer', () => {
    const thinking = new AnthropicThinking(ACME_CALL);
    const start = (index: number) => thinking.start(index, { type: 'thinking', thinking: 'a' });
    for (let index = 0; index < 1_000; index += 1) start(index);
    expect(() => start(1_000)).toThrow('more blocks of thinking than any request asks for');
  });
});
