import { pricedExtraOf } from './priced-extras.js';

describe('what has a price beside its tokens', () => {
  it.each([
    [{ service_tier: 'priority' }],
    [{ service_tier: 'scale' }],
    [{ serviceTier: 'PRIORITY' }],
    [{ speed: 'fast' }],
  ])('is a dearer service: %j', (body) => {
    expect(pricedExtraOf(body)).toBe('tier');
  });

  it.each([
    [{ web_search_options: {} }],
    [{ tools: [{ type: 'function', name: 'f' }, { type: 'web_search_preview' }] }],
    [{ tools: [{ type: 'web_search_20250305', name: 'web_search', max_uses: 3 }] }],
    [{ tools: [{ type: 'code_interpreter', container: { type: 'auto' } }] }],
    [{ tools: [{ googleSearch: {} }] }],
    [{ tools: [{ functionDeclarations: [] }, { google_search: {} }] }],
    [{ plugins: [{ id: 'web' }] }],
    [{ model: 'openrouter/openai/gpt-9:online' }],
  ])('is a tool that the provider runs: %j', (body) => {
    expect(pricedExtraOf(body)).toBe('tool');
  });

  it.each([
    [{}],
    [{ service_tier: 'auto' }],
    [{ service_tier: 'flex' }],
    [{ service_tier: null, web_search_options: null, tools: null, plugins: [] }],
    [{ tools: [{ type: 'function', function: { name: 'web_search' } }] }],
    [{ tools: [{ name: 'web_search', input_schema: {} }] }],
    [{ tools: [{ type: 'custom', name: 'apply' }, { type: 'bash_20250124' }] }],
    [{ tools: [{ functionDeclarations: [{ name: 'googleSearch' }] }, { codeExecution: {} }] }],
    [{ tools: 'web_search', speed: 3 }],
  ])('is none of: %j', (body) => {
    expect(pricedExtraOf(body)).toBeNull();
  });
});
