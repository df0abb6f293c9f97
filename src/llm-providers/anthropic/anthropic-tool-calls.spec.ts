import { ACME_CALL } from '../upstream/testing/acme-call.js';
import { AnthropicToolCalls } from './anthropic-tool-calls.js';

describe('AnthropicToolCalls', () => {
  it('fails the answer that calls more tools than any request offers', () => {
    const calls = new AnthropicToolCalls(ACME_CALL);
    const start = (index: number) => calls.start(index, { type: 'tool_use', id: `a${index}`, name: 'f' });
    for (let index = 0; index < 1_000; index += 1) start(index);
    expect(() => start(1_000)).toThrow('more calls of tools than any request asks for');
  });
});
