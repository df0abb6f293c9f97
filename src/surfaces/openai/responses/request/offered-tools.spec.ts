import { requestOf, translated, warned } from '../testing/translated.js';

describe('tools of a request', () => {
  const shell = { type: 'function', name: 'shell', parameters: { type: 'object' } };
  const other = { ...shell, name: 'other', strict: true };
  const named = (name: string) => ({ type: 'function', function: { name, parameters: { type: 'object' } } });

  it('are functions, held to their schema only where the caller says so', () => {
    expect(requestOf({ tools: [{ ...shell, strict: false }, other] })['tools']).toEqual([
      named('shell'),
      { type: 'function', function: { ...named('other').function, strict: true } },
    ]);
  });

  it('are those that are allowed, where only some are', () => {
    const choice = { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'shell' }] };
    expect(requestOf({ tools: [shell, other], tool_choice: choice })).toMatchObject({
      tools: [named('shell')],
      tool_choice: 'required',
    });
  });

  it('are told by their name and their group', () => {
    const group = { type: 'namespace', name: 'n'.repeat(70), tools: [shell] };
    const request = requestOf({
      tools: [group],
      tool_choice: { type: 'function', name: 'shell', namespace: group.name },
    });
    const [tool] = request['tools'] as [{ function: { name: string } }];
    expect(tool.function.name).toHaveLength(64);
    expect(request['tool_choice']).toEqual({ type: 'function', function: { name: tool.function.name } });
    expect(translated({ tools: [group] }).tools.named(tool.function.name)).toMatchObject({
      name: 'shell',
      namespace: group.name,
    });
  });

  it('are those that an item of the input adds, too', () => {
    const added = { type: 'additional_tools', role: 'developer', tools: [other] };
    const body = { tools: [shell], input: [added, { role: 'user', content: 'hi' }] };
    expect(requestOf(body)).toMatchObject({
      messages: [{ role: 'user', content: 'hi' }],
      tools: [named('shell'), named('other')],
    });
    expect(warned(body)).toEqual([]);
  });

  it('of one name are the last of them where they differ, which is told, and a strict caller is refused', () => {
    const later = { ...shell, description: 'Later.' };
    const body = { tools: [shell, other, later] };
    expect(requestOf(body)['tools']).toEqual([
      { type: 'function', function: { ...named('shell').function, description: 'Later.' } },
      expect.anything(),
    ]);
    expect(translated(body).losses.warnings).toEqual([
      {
        parameter: 'tools',
        action: 'dropped',
        reason: "of several tools with the name 'shell' the last is offered",
      },
    ]);
    expect(() => translated(body).losses.requireNone()).toThrow(
      expect.objectContaining({ param: 'tools', fault: 'unsupported' }),
    );
    expect(warned({ tools: [shell, { ...shell, defer_loading: true }] })).toEqual([]);
    const inGroup = { type: 'namespace', name: 'n', tools: [shell] };
    expect(warned({ tools: [inGroup, { ...shell, name: 'n__shell' }] })).toEqual([['tools', 'dropped']]);
  });

  it('are told what is said of their group with the first of it', () => {
    const tools = [{ ...shell, description: 'Runs.' }, other];
    expect(
      requestOf({ tools: [{ type: 'namespace', name: 'n', description: 'Of a server.', tools }] }),
    ).toMatchObject({
      tools: [
        { function: { name: 'n__shell', description: 'Of a server.\n\nRuns.' } },
        { function: { name: 'n__other' } },
      ],
    });
  });

  it('have a search that the caller runs as a function, and what it found among them', () => {
    const parameters = { type: 'object', properties: { query: { type: 'string' } } };
    const search = { type: 'tool_search', execution: 'client', description: 'Finds tools.', parameters };
    const call = {
      type: 'tool_search_call',
      execution: 'client',
      call_id: 'c',
      arguments: { query: 'files' },
    };
    const found = { type: 'namespace', name: 'mcp__files', tools: [shell] };
    const output = { type: 'tool_search_output', execution: 'client', call_id: 'c', tools: [found, other] };
    const nothing = { ...output, call_id: 'd', tools: [] };
    const said = { role: 'user', content: 'hi' };
    const input = [said, call, output, { ...call, call_id: 'd' }, nothing, call, output];
    const body = { tools: [search], input };
    const called = (id: string) => ({
      role: 'assistant',
      content: null,
      tool_calls: [
        { id, type: 'function', function: { name: 'tool_search', arguments: '{"query":"files"}' } },
      ],
    });
    const result = (id: string, content: string) => ({ role: 'tool', tool_call_id: id, content });
    const first = [called('c'), result('c', 'Found: mcp__files__shell, other.')];
    expect(requestOf(body)).toMatchObject({
      messages: [said, ...first, called('d'), result('d', 'No tools were found.'), ...first],
      tools: [
        { type: 'function', function: { name: 'tool_search', description: 'Finds tools.', parameters } },
        named('mcp__files__shell'),
        { function: { name: 'other' } },
      ],
    });
    expect(warned(body)).toEqual([]);
    const choice = { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'tool_search' }] };
    expect(requestOf({ ...body, tool_choice: choice })['tools']).toHaveLength(1);
  });

  it('have no search that a provider runs, and what it found', () => {
    const search = { type: 'tool_search' };
    const call = { type: 'tool_search_call', execution: 'server', call_id: null, arguments: {} };
    const output = { type: 'tool_search_output', execution: 'server', call_id: null, tools: [shell] };
    const body = { tools: [search], input: [{ role: 'user', content: 'hi' }, call, output] };
    expect(requestOf(body)).toMatchObject({
      messages: [{ role: 'user', content: 'hi' }],
      tools: [named('shell')],
    });
    expect(warned(body)).toEqual([['tools', 'dropped']]);
  });

  it('of a caller that take a text have its grammar in words', () => {
    const format = { type: 'grammar', syntax: 'lark', definition: 'start: "a"' };
    const body = { tools: [{ type: 'custom', name: 'p', description: 'Edits.', format }] };
    const [tool] = requestOf(body)['tools'] as [{ function: { description: string } }];
    expect(tool.function.description).toBe('Edits.\n\nThe input follows this grammar (lark):\nstart: "a"');
    expect(warned(body)).toEqual([['tools', 'changed']]);
    expect(() => translated(body).losses.requireNone()).toThrow(
      expect.objectContaining({ fault: 'unsupported' }),
    );
  });

  it('are told truly of a tool that its caller would run, and only OpenAI knows', () => {
    const reason = "only OpenAI itself knows tools of type 'local_shell'";
    const { losses } = translated({ tools: [{ type: 'local_shell' }] });
    expect(losses.warnings).toEqual([{ parameter: 'tools', action: 'dropped', reason }]);
  });

  it.each([
    [{ type: 'function', name: 'f' }, ['tools', 'tool_choice']],
    [{ type: 'web_search' }, ['tools', 'tool_choice']],
    [{ type: 'allowed_tools', mode: 'required', tools: [{ type: 'web_search' }] }, ['tools', 'tool_choice']],
    [{ type: 'allowed_tools', mode: 'auto', tools: [{ type: 'web_search' }] }, ['tools']],
    ['auto', ['tools']],
    [null, ['tools']],
  ])('tell where the choice %j has nothing left to choose', (choice, lost) => {
    const body = { tools: [{ type: 'web_search' }], tool_choice: choice };
    expect(requestOf(body)).not.toHaveProperty('tool_choice');
    expect(warned(body).map(([parameter]) => parameter)).toEqual(lost);
  });

  it('are no tools where only OpenAI could run them', () => {
    const body = { tools: [{ type: 'web_search' }], tool_choice: 'required', parallel_tool_calls: false };
    expect(requestOf(body)).toEqual({ model: 'm', messages: [{ role: 'user', content: 'hi' }] });
    expect(warned(body)).toEqual([
      ['tools', 'dropped'],
      ['tool_choice', 'dropped'],
    ]);
  });
});
