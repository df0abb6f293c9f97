import { NO_EXTRAS, pricedExtrasOf } from './priced-extras.js';

describe('what has a price beside its tokens', () => {
  it.each([
    [{ service_tier: 'priority' }],
    [{ service_tier: 'scale' }],
    // the provider may choose it
    [{ service_tier: 'auto' }],
    [{ serviceTier: 'PRIORITY' }],
    [{ speed: 'fast' }],
  ])('is a dearer service: %j', (body) => {
    expect(pricedExtrasOf(body)).toEqual({ ...NO_EXTRAS, tiers: [expect.any(String)] });
  });

  it.each([
    [{ service_tier: 'priority', serviceTier: 'default' }, ['priority']],
    [{ service_tier: 'priority', speed: 'flex' }, ['priority']],
    [{ service_tier: 'auto', speed: 'fast' }, ['fast', 'auto']],
    [{ fallbacks: [{ model: 'm', speed: 'fast' }, 'm'] }, ['fast']],
  ])('is each dearer service that is named, wherever it stands: %j', (body, tiers) => {
    expect(pricedExtrasOf(body)).toEqual({ ...NO_EXTRAS, tiers });
  });

  it('is a region that may be dearer', () => {
    expect(pricedExtrasOf({ inference_geo: 'US' })).toEqual({ ...NO_EXTRAS, region: 'us' });
    expect(pricedExtrasOf({ inference_geo: 'u\u0000s' })).toEqual({ ...NO_EXTRAS, region: 'unknown' });
    expect(pricedExtrasOf({ inference_geo: 'global', service_tier: 'default' })).toBe(NO_EXTRAS);
  });

  it.each([
    [{ web_search_options: {} }],
    [{ tools: [{ type: 'function', name: 'f' }, { type: 'web_search_preview' }] }],
    [{ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }],
    [{ tools: [{ type: 'code_interpreter', container: { type: 'auto' } }] }],
    [{ tools: [{ googleSearch: {} }] }],
    [{ tools: [{ functionDeclarations: [] }, { google_search: {} }] }],
    [{ plugins: [{ id: 'web' }] }],
    [{ tools: [{ type: 'advisor_20260301', name: 'advisor', model: 'claude-opus-5-5', max_uses: 1 }] }],
    [{ tools: [{ type: 'shell', environment: { type: 'container_auto' } }], max_tool_calls: 1 }],
    [{ tools: [{ type: 'shell', environment: { type: 'container_reference', container_id: 'c' } }] }],
    [{ mcp_servers: [{ type: 'url', url: 'https://a.example' }] }],
    [{ tools: [{ type: 'mcp', server_label: 'a' }] }],
    [{ tools: [{ urlContext: {} }] }],
    [{ tools: [{ mcpServers: [{ name: 'a' }] }] }],
    [{ tools: [{ retrieval: { vertexRagStore: {} } }] }],
    [{ tools: [{ parallelAiSearch: {} }, { exaAiSearch: {} }] }],
    // bounds that are not theirs
    [{ tools: [{ type: 'web_search', max_uses: 3 }] }],
    [{ tools: [{ type: 'web_search_20250305', max_uses: -1 }], max_tool_calls: 3 }],
    [{ tools: [{ type: 'web_search_preview' }], max_tool_calls: 3 }],
    [{ tools: [{ type: 'web_search' }, { type: 'file_search' }], max_tool_calls: 3 }],
    [{ model: 'openrouter/openai/gpt-9:online' }],
  ])('is a tool that the provider runs: %j', (body) => {
    expect(pricedExtrasOf(body)).toMatchObject({ isOpen: true });
  });

  it('is something that a bound helps, where it has one of its own', () => {
    const tools = [
      { type: 'web_search' },
      { type: 'mcp', server_label: 'a' },
      { type: 'web_fetch_20250910' },
    ];
    expect(pricedExtrasOf({ tools })).toMatchObject({ isOpen: true, isUnpriced: false });
  });

  it('are searches in a number that is bounded', () => {
    const [search, fetch] = [
      { type: 'web_search_20250305', max_uses: 3 },
      { type: 'web_fetch_20250910', max_uses: 2 },
    ];
    expect(pricedExtrasOf({ tools: [search, fetch] })).toEqual({
      ...NO_EXTRAS,
      toolCalls: 5,
      webSearches: 3,
    });
    const shared = { tools: [{ type: 'web_search' }, { type: 'web_search_2025_08_26' }], max_tool_calls: 4 };
    expect(pricedExtrasOf(shared)).toEqual({ ...NO_EXTRAS, toolCalls: 4, webSearches: 4 });
  });

  it.each([
    [{ tools: [{ type: 'web_search' }] }, 4, 4],
    [{ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, 4, 4],
    [{ tools: [{ type: 'web_search_20250305', max_uses: 2 }, { type: 'web_fetch_20250910' }] }, 6, 2],
    [{ tools: [{ type: 'web_search' }, { type: 'mcp', server_label: 'a' }] }, 4, 4],
    [{ mcp_servers: [{ type: 'url', url: 'https://a.example' }] }, 4, 0],
    [{ tools: [{ type: 'web_search' }], max_tool_calls: 2 }, 2, 2],
  ])(
    'are calls in a number that the operator says, where a request does not: %j',
    (body, calls, searches) => {
      expect(pricedExtrasOf(body, 4)).toEqual({ ...NO_EXTRAS, toolCalls: calls, webSearches: searches });
    },
  );

  it.each([
    [{ web_search_options: {} }],
    [{ tools: [{ type: 'web_search_preview' }] }],
    [{ tools: [{ type: 'code_interpreter', container: { type: 'auto' } }] }],
    [{ tools: [{ type: 'file_search' }, { type: 'web_search' }] }],
    [{ tools: [{ type: 'image_generation' }] }],
    [{ tools: [{ googleSearch: {} }] }],
    [{ plugins: [{ id: 'web' }] }],
    [{ model: 'openrouter/openai/gpt-9:online' }],
  ])('has no price that is known, however often it is called: %j', (body) => {
    expect(pricedExtrasOf(body, 4)).toMatchObject({ isOpen: true, isUnpriced: true });
  });

  it.each([
    [{}],
    [{ service_tier: 'default' }],
    [{ service_tier: 'flex' }],
    [{ service_tier: null, web_search_options: null, tools: null, plugins: [] }],
    [{ tools: [{ type: 'function', function: { name: 'web_search' } }] }],
    [{ tools: [{ name: 'web_search', input_schema: {} }] }],
    [{ tools: [{ type: 'custom', name: 'apply' }, { type: 'bash_20250124' }] }],
    [{ tools: [{ functionDeclarations: [{ name: 'googleSearch' }] }, { codeExecution: {} }] }],
    [{ tools: 'web_search', speed: 3 }],
  ])('is none of: %j', (body) => {
    expect(pricedExtrasOf(body)).toEqual(NO_EXTRAS);
  });
});
