import { CACHED, HELLO, refusalOf, saying, translated } from '../testing/translated.js';
import { toWishes } from './to-parameters.js';

describe('a request of the Messages API in the canonical form', () => {
  it('has its parameters in canonical words, and none that nobody asked for', () => {
    expect(translated({}).request).toEqual({ model: 'm', max_tokens: 5, messages: [HELLO] });
    const { request, warnings } = translated({
      temperature: 0.5,
      top_p: 0.9,
      stop_sequences: ['a'],
      metadata: { user_id: 'u1' },
      service_tier: 'standard_only',
      stream: true,
      tools: [{ name: 'f', description: 'F', input_schema: { type: 'object' }, ...CACHED }],
      tool_choice: { type: 'tool', name: 'f', disable_parallel_tool_use: true },
      output_config: { format: { type: 'json_schema', schema: { type: 'object' } } },
    });
    expect(request).toEqual({
      model: 'm',
      max_tokens: 5,
      messages: [HELLO],
      temperature: 0.5,
      top_p: 0.9,
      stop: ['a'],
      user: 'u1',
      service_tier: 'default',
      tools: [
        { type: 'function', function: { name: 'f', description: 'F', parameters: { type: 'object' } } },
      ],
      tool_choice: { type: 'function', function: { name: 'f' } },
      parallel_tool_calls: false,
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'object' } } },
    });
    expect(warnings).toEqual([]);
  });

  it.each([
    [{ type: 'auto' }, 'auto'],
    [{ type: 'any' }, 'required'],
    [{ type: 'none' }, 'none'],
  ])('names the choice of tools %j as %j', (tool_choice, expected) => {
    const { request } = translated({ tools: [{ name: 'f' }], tool_choice });
    expect(request['tool_choice']).toBe(expected);
  });

  const [F, SEARCH] = [{ name: 'f' }, { type: 'web_search_20250305', name: 'web_search' }];
  it.each<[string, object[], object, unknown, string[]]>([
    [
      'a tool that is left out',
      [F, SEARCH],
      { type: 'tool', name: 'web_search' },
      undefined,
      ['tool_choice'],
    ],
    [
      'the only tool, which is left out',
      [SEARCH],
      { type: 'tool', name: 'web_search' },
      undefined,
      ['tool_choice'],
    ],
    ['any tool, where all are left out', [SEARCH], { type: 'any' }, undefined, ['tool_choice']],
    ['any tool, where one is left', [F, SEARCH], { type: 'any' }, 'required', []],
    [
      'the tool that is left',
      [F, SEARCH],
      { type: 'tool', name: 'f' },
      { type: 'function', function: F },
      [],
    ],
    [
      'one that was never offered',
      [F],
      { type: 'tool', name: 'g' },
      { type: 'function', function: { name: 'g' } },
      [],
    ],
    ['a tool at its will', [SEARCH], { type: 'auto' }, undefined, []],
  ])('chooses %s only where it is offered, and tells it', (_, tools, tool_choice, expected, lost) => {
    const { request, warnings } = translated({ tools, tool_choice });
    expect(request['tool_choice']).toEqual(expected);
    expect(warnings.map(({ parameter }) => parameter).filter((name) => name !== 'tools')).toEqual(lost);
  });

  it.each([
    [{ input_examples: [{ a: 1 }] }, ['tools']],
    [{ allowed_callers: ['code_execution_20260521'] }, ['tools']],
    [{ allowed_callers: ['direct', 'code_execution_20260521'], input_examples: [] }, []],
    [{ defer_loading: true, eager_input_streaming: true }, []],
  ])('tells of a tool what no other model is told: %j', (more, lost) => {
    const { warnings } = translated({ tools: [{ name: 'f', ...more }] });
    expect(warnings.map(({ parameter }) => parameter)).toEqual(lost);
  });

  it.each([
    [{ thinking: { type: 'enabled', budget_tokens: 2_000 } }, { reasoning_effort: 'low' }],
    [{ thinking: { type: 'enabled', budget_tokens: 10_000 } }, { reasoning_effort: 'medium' }],
    [{ thinking: { type: 'enabled', budget_tokens: 31_999 } }, { reasoning_effort: 'high' }],
    [{ thinking: { type: 'adaptive' }, output_config: { effort: 'xhigh' } }, { reasoning_effort: 'xhigh' }],
    [{ thinking: { type: 'adaptive' } }, {}],
    [{ thinking: { type: 'disabled' } }, { reasoning_effort: 'none' }],
    [{ thinking: { type: 'disabled' }, output_config: { effort: 'high' } }, { reasoning_effort: 'none' }],
    [{}, {}],
  ])('wishes for %j as %j', (body, expected) => {
    expect(toWishes(body)).toEqual(expected);
  });

  it('tells nothing of what says nothing, and of each wish for the output that is not read', () => {
    const config = { effort: 'low', format: null, task_budget: { type: 'tokens', total: 20_000 } };
    const { warnings } = translated({
      container: null,
      mcp_servers: [],
      thread: null,
      output_config: config,
    });
    expect(warnings).toMatchObject([{ parameter: 'output_config.task_budget', action: 'dropped' }]);
  });

  it('tells what it leaves out, each once', () => {
    const { request, warnings } = translated({
      top_k: 5,
      context_management: {},
      betas: ['x'],
      tools: [{ type: 'web_search_20250305', name: 'web_search' }],
      tool_choice: { type: 'auto' },
      ...saying(
        { type: 'container_upload', file_id: 'f' },
        { type: 'container_upload', file_id: 'g' },
        { type: 'text', text: 'x' },
      ),
    });
    expect(request).toEqual({ model: 'm', max_tokens: 5, messages: [{ role: 'user', content: 'x' }] });
    expect(warnings.map(({ parameter }) => parameter)).toEqual([
      'context_management',
      'tools',
      'top_k',
      'messages',
    ]);
    expect(translated({ top_k: 5 }, ['top_k']).request).toMatchObject({ top_k: 5 });
  });

  it.each([
    [saying({ type: 'image', source: { type: 'file', file_id: 'f' } }), 'messages.0.content.0.source'],
    [saying({ type: 'document', source: { type: 'url', url: 'x' } }), 'messages.0.content.0.source'],
    [{ thread: { type: 'create' } }, 'thread'],
  ])('refuses what may not be left out, and may work elsewhere: %j', (more, param) => {
    expect(refusalOf(more)).toMatchObject({ param, mayWorkElsewhere: true });
  });

  it('keeps the name of a user within bounds', () => {
    const user = translated({ metadata: { user_id: 'x'.repeat(150) } }).request['user'];
    expect(user).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    [{ model: undefined }, 'model: Field required'],
    [{ max_tokens: undefined }, 'max_tokens: Field required'],
    [{ max_tokens: '5' }, 'max_tokens: Input should be an integer greater than or equal to 0'],
    [{ messages: [] }, 'messages: at least one message is required'],
    [{ messages: [{ role: 'tool', content: '' }] }, "messages.0.role: Input should be 'user' or 'assistant'"],
    [
      { messages: [{ role: 'user', content: [{ text: 'x' }] }] },
      'messages.0.content: Input should be a string or an array of objects, each with its type',
    ],
    [{ stop_sequences: 'x' }, 'stop_sequences: Input should be an array of strings'],
  ])('refuses %j', (more, message) => {
    expect(refusalOf(more).message).toBe(message);
  });
});
