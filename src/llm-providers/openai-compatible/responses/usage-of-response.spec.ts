import { usageOfResponse } from './usage-of-response.js';

const usage = { input_tokens: 10, output_tokens: 5, total_tokens: 15 };

describe('what a response is billed by', () => {
  it('has its searches and its service beside the counts, and no pages that were opened', () => {
    const search = { type: 'web_search_call', action: { type: 'search', query: 'a' } };
    const opened = { type: 'web_search_call', action: { type: 'open_page', url: 'https://a.example' } };
    const output = [search, opened, { type: 'web_search_call' }, { type: 'message', content: [] }];
    expect(usageOfResponse({ usage, output, service_tier: 'priority' })).toMatchObject({
      prompt_tokens: 10,
      completion_tokens: 5,
      service_tier: 'priority',
      server_tool_use: { web_search_requests: 2 },
    });
  });

  it('is its counts alone in the usual case', () => {
    const counts = usageOfResponse({ usage, output: [], service_tier: 'default' });
    expect(counts).toMatchObject({ prompt_tokens: 10 });
    expect(counts).not.toHaveProperty('service_tier');
    expect(counts).not.toHaveProperty('server_tool_use');
    expect(usageOfResponse({ output: [] })).toBeNull();
  });
});
