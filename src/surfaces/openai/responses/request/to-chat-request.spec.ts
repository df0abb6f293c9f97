import { seal } from '../../../sealed-thoughts.js';
import { itemIdOf, newEnding } from '../response-id.js';
import { toChatRequest } from './to-chat-request.js';
import { withThoughts } from '../../../with-thoughts.js';

const translated = (body: object, isStrict = false) =>
  toChatRequest({ model: 'm', input: 'hi', ...body }, isStrict);
const requestOf = (body: object) => translated(body).request as unknown as Record<string, unknown>;
const messagesOf = (...input: object[]) => requestOf({ input })['messages'];
const warned = (body: object) =>
  translated(body).losses.warnings.map(({ parameter, action }) => [parameter, action]);
const user = (...content: object[]) => ({ role: 'user', content });

describe('messages of a request', () => {
  it('begin with the instructions, and have a text as one', () => {
    expect(requestOf({ instructions: 'Be brief.' })).toEqual({
      model: 'm',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'hi' },
      ],
    });
  });

  it('are refused where nothing of them can be told', () => {
    expect(() => messagesOf({ type: 'computer_call', id: 'cu_1' })).toThrow(
      "Unsupported value: nothing of 'input' can be told to this model.",
    );
  });

  it('know no developer', () => {
    expect(messagesOf({ role: 'developer', content: 'x' })).toEqual([{ role: 'system', content: 'x' }]);
  });

  it('have pictures and files', () => {
    const [image, file] = [
      { type: 'input_image', image_url: 'data:image/png;base64,AA==', detail: 'auto' },
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' },
    ];
    expect(messagesOf(user({ type: 'input_text', text: 'See:' }, image, file))).toEqual([
      user(
        { type: 'text', text: 'See:' },
        { type: 'image_url', image_url: { url: image.image_url } },
        { type: 'file', file: { filename: 'a.pdf', file_data: file.file_data } },
      ),
    ]);
  });

  it.each([
    [{ type: 'input_image', file_id: 'file_1' }],
    [{ type: 'input_file', file_url: 'https://example.com/a.pdf' }],
  ])('refuse what the gateway would have to fetch: %j', (part) => {
    expect(() => messagesOf(user(part))).toThrow(
      expect.objectContaining({ code: 'request.invalid', param: 'input[0].content[0]' }),
    );
  });

  it('are one for a text and the calls of one answer, and one for each result', () => {
    const called = (id: string) => ({ type: 'function_call', call_id: id, name: 'f', arguments: '{}' });
    const result = (id: string) => ({ type: 'function_call_output', call_id: id, output: id });
    const call = (id: string) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } });
    const said = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Well.' }] };
    expect(messagesOf(said, called('a'), called('b'), result('b'), result('a'), called('c'))).toEqual([
      { role: 'assistant', content: 'Well.', tool_calls: [call('a'), call('b')] },
      { role: 'tool', tool_call_id: 'b', content: 'b' },
      { role: 'tool', tool_call_id: 'a', content: 'a' },
      { role: 'assistant', content: null, tool_calls: [call('c')] },
    ]);
  });

  it('have arguments that are JSON, where a call had none', () => {
    expect(messagesOf({ type: 'function_call', call_id: 'c', name: 'f', arguments: '' })).toMatchObject([
      { tool_calls: [{ function: { name: 'f', arguments: '{}' } }] },
    ]);
  });

  it('show pictures of results behind all of them', () => {
    const image = { type: 'input_image', image_url: 'https://example.com/a.png' };
    const result = (id: string, output: unknown) => ({ type: 'function_call_output', call_id: id, output });
    expect(messagesOf(result('a', [image]), result('b', 'x'), { role: 'user', content: 'So?' })).toEqual([
      { role: 'tool', tool_call_id: 'a', content: '' },
      { role: 'tool', tool_call_id: 'b', content: 'x' },
      user(
        { type: 'text', text: 'Of the result of a:' },
        { type: 'image_url', image_url: { url: image.image_url } },
      ),
      { role: 'user', content: 'So?' },
    ]);
  });

  it('keep a refusal apart', () => {
    const refusal = { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] };
    expect(messagesOf(refusal)).toEqual([{ role: 'assistant', content: null, refusal: 'No.' }]);
  });

  it('leave out what only OpenAI knows, and say so', () => {
    const input = [
      { type: 'web_search_call', id: 'ws_1' },
      { role: 'user', content: 'hi' },
    ];
    expect(requestOf({ input })['messages']).toEqual([{ role: 'user', content: 'hi' }]);
    expect(warned({ input })).toEqual([['input', 'dropped']]);
  });

  it('get back plain thoughts that nobody asked to seal, where they led to calls, by the maker in the id', () => {
    const ending = newEnding('one');
    const thought = (index: number, text: string) => ({
      type: 'reasoning',
      id: itemIdOf('rs', ending, index),
      summary: [{ type: 'summary_text', text }],
    });
    const call = { type: 'function_call', call_id: 'c-1', name: 'f', arguments: '{}' };
    const said = { type: 'message', role: 'assistant', content: 'Hi' };
    const thoughtsOf = (provider: string, ...input: object[]) => {
      const { request, thoughts } = translated({ input });
      return withThoughts(request, thoughts, provider).messages.map(
        (message) => (message as { reasoning_content?: string }).reasoning_content,
      );
    };
    const loop = [thought(0, 'Hm'), thought(1, ' so.'), call];
    expect(thoughtsOf('one', ...loop)).toEqual(['Hm so.']);
    expect(thoughtsOf('two', ...loop)).toEqual([undefined]);
    expect(thoughtsOf('one', thought(0, 'Hm'), said)).toEqual([undefined]);
    expect(thoughtsOf('one', { ...thought(0, 'Hm'), id: 'rs_of_openai' }, call)).toEqual([undefined]);
    const sealed = seal({ provider: 'one', message: { reasoning_content: 'All.' }, calls: {} });
    expect(
      thoughtsOf('one', { ...thought(0, 'Hm'), encrypted_content: sealed }, thought(1, 'x'), call),
    ).toEqual(['All.']);
  });

  it('get back the thoughts of their own provider, and of no other', () => {
    const details = (text: string) => ({ reasoning_details: [{ type: 'reasoning.text', text }] });
    const sealed = (provider: string, text: string) => ({
      type: 'reasoning',
      summary: [],
      encrypted_content: seal({
        provider,
        message: details(text),
        calls: { c: { extra_content: { k: 1 } } },
      }),
    });
    const call = { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' };
    const cut = { type: 'reasoning', summary: [], encrypted_content: 'tollgate.1.e30' };
    const input = [sealed('one', 'a'), call, sealed('one', 'b'), sealed('two', 'z'), cut];
    const { request, thoughts } = translated({ input });
    const own = withThoughts(request, thoughts, 'one').messages[0] as unknown as Record<string, unknown>;
    expect(own['reasoning_details']).toEqual([
      { type: 'reasoning.text', text: 'a' },
      { type: 'reasoning.text', text: 'b' },
    ]);
    expect(own['tool_calls']).toMatchObject([{ id: 'c', extra_content: { k: 1 } }]);
    expect(withThoughts(request, thoughts, 'three')).toEqual(request);
  });
});

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
    expect(() => translated(body, true).losses.requireNone()).toThrow(
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
    expect(() => translated(body, true).losses.requireNone()).toThrow(
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

describe('parameters of a request', () => {
  it('are put in canonical words', () => {
    const schema = { type: 'object' };
    const body = {
      max_output_tokens: 5,
      reasoning: { effort: 'high', summary: 'auto' },
      text: { format: { type: 'json_schema', name: 'n', schema, strict: true }, verbosity: 'low' },
      include: ['message.output_text.logprobs'],
      top_logprobs: 2,
      service_tier: 'flex',
      prompt_cache_key: 'k',
      temperature: 0.5,
      safety_identifier: 's',
      seed: 7,
      store: false,
      metadata: { a: 'b' },
    };
    const { messages: _input, ...request } = requestOf(body);
    expect(request).toEqual({
      model: 'm',
      max_tokens: 5,
      reasoning_effort: 'high',
      verbosity: 'low',
      response_format: { type: 'json_schema', json_schema: { name: 'n', schema, strict: true } },
      logprobs: true,
      top_logprobs: 2,
      service_tier: 'flex',
      temperature: 0.5,
      safety_identifier: 's',
      seed: 7,
    });
    expect([translated(body).hints, warned(body)]).toEqual([{ prompt_cache_key: 'k' }, []]);
  });

  it.each<[object, string]>([
    [{ reasoning: { context: 'all' } }, 'reasoning.context'],
    [{ include: ['file_search_call.results'] }, 'include'],
    [{ n: 2 }, 'n'],
    [{ max_tool_calls: 1 }, 'max_tool_calls'],
    [{ store: true }, 'store'],
    [{ truncation: 'auto' }, 'truncation'],
  ])('are left out where nothing else has them, and told: %j', (body, parameter) => {
    expect(warned(body)).toEqual([[parameter, 'dropped']]);
    expect(() => translated(body, true).losses.requireNone()).toThrow(
      expect.objectContaining({ param: parameter }),
    );
  });

  it('are refused for a format that is none', () => {
    expect(() => requestOf({ text: { format: { type: 'xml' } } })).toThrow(
      expect.objectContaining({ param: 'text.format.type' }),
    );
  });
});
