import type { CompletionRequest } from '../../port/canonical.js';
import { anthropic } from './anthropic.definition.js';
import { toAnthropicRequest } from './to-anthropic-request.js';
import { toCallId } from './to-call-id.js';

const SETTINGS = { apiKeys: [], baseUrl: '', defaultModel: '', modelAliases: new Map<string, string>() };
const PATTERN = /^[a-zA-Z0-9_-]+$/;

describe('the id of a call for Claude', () => {
  it.each(['toolu_01A', 'call-1_x'])('stays as it is where it may: %s', (id) =>
    expect(toCallId(id)).toBe(id),
  );

  it('is written in the letters that Claude takes, and stays apart from others', () => {
    const ids = ['functions.now:0', 'functions:now.0', 'functions.now:1', 'a|b', 'a b', 'ü', '😀'];
    const said = ids.map(toCallId);
    expect(new Set(said).size).toBe(ids.length);
    for (const id of said) expect(id).toMatch(PATTERN);
  });

  it('is the same at the call and at its result', () => {
    const id = 'functions.now:0';
    const call = { id, type: 'function', function: { name: 'now', arguments: '{}' } };
    const messages = [
      { role: 'user', content: 'What time is it?' },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: id, content: 'noon' },
    ];
    const request = { model: 'claude-haiku-5-5', messages } as CompletionRequest;
    const wire = toAnthropicRequest({
      definition: anthropic,
      settings: SETTINGS,
      apiKey: null,
      request,
      nowMs: 0,
    });
    expect(wire.messages.slice(1)).toMatchObject([
      { content: [{ type: 'tool_use', id: toCallId(id) }] },
      { content: [{ type: 'tool_result', tool_use_id: toCallId(id) }] },
    ]);
  });
});
