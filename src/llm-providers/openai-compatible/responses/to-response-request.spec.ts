import type { CompletionRequest } from '../../../port/canonical.js';
import { ACME } from '../../../port/testing/fake-llm-provider.js';
import { openai } from '../../openai/openai.definition.js';
import { chatsOfReasonersWithTools, everyChat } from './chat-by-responses.js';
import { asked, FINISHED, REQUEST } from './testing/asked-responses.js';

const bodyOf = async (fields: object, model = 'acme-1') => {
  const request: CompletionRequest = { ...REQUEST, ...fields, model };
  return (await asked(FINISHED, { request })).body;
};
const itemsOf = async (...messages: readonly object[]) => (await bodyOf({ messages }))['input'];

describe('a chat as a request of the Responses API', () => {
  it('asks to keep nothing', async () => {
    const { url, body } = await asked(FINISHED);
    expect(url).toBe('https://api.acme.example/v1/responses');
    expect(body).toEqual({ model: 'acme-1', input: [{ role: 'user', content: 'Hello' }], store: false });
  });

  it('says its parameters in that API’s words, and leaves out those that it has not', async () => {
    const schema = { type: 'object' };
    const body = await bodyOf({
      max_completion_tokens: 100,
      max_tokens: 50,
      reasoning_effort: 'low',
      verbosity: 'low',
      response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } },
      logprobs: true,
      top_logprobs: 2,
      parallel_tool_calls: false,
      prompt_cache_key: 'cache',
      stream_options: { include_usage: true, include_obfuscation: false },
      of_tomorrow: 1,
      n: 1,
      stop: ['END'],
      seed: 7,
      store: true,
    });
    expect(body).toEqual({
      model: 'acme-1',
      input: [{ role: 'user', content: 'Hello' }],
      max_output_tokens: 100,
      reasoning: { effort: 'low' },
      text: { verbosity: 'low', format: { type: 'json_schema', name: 'answer', strict: true, schema } },
      include: ['reasoning.encrypted_content', 'message.output_text.logprobs'],
      top_logprobs: 2,
      parallel_tool_calls: false,
      prompt_cache_key: 'cache',
      stream_options: { include_obfuscation: false },
      of_tomorrow: 1,
      store: true,
    });
  });

  it('asks for sealed thoughts where there may be some', async () => {
    expect((await bodyOf({ reasoning_effort: 'none' }))['include']).toBeUndefined();
    expect((await bodyOf({ reasoning: { summary: 'auto' } }))['include']).toEqual([
      'reasoning.encrypted_content',
    ]);
  });

  it('has all that a message can hold as items, in their order', async () => {
    const items = await itemsOf(
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image_url', image_url: { url: 'https://acme.example/a.png', detail: 'low' } },
          { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' } },
        ],
      },
      {
        role: 'assistant',
        content: 'I look.',
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'see', arguments: '{"a":1}' } },
          { id: 'c2', type: 'custom', custom: { name: 'patch', input: '***' } },
        ],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'seen' },
      { role: 'tool', tool_call_id: 'c2', content: [{ type: 'text', text: 'done' }] },
      { role: 'assistant', content: null, refusal: 'No.' },
    );
    expect(items).toEqual([
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'Look' },
          { type: 'input_image', image_url: 'https://acme.example/a.png', detail: 'low' },
          { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' },
        ],
      },
      { role: 'assistant', content: 'I look.' },
      { type: 'function_call', call_id: 'c1', name: 'see', arguments: '{"a":1}' },
      { type: 'custom_tool_call', call_id: 'c2', name: 'patch', input: '***' },
      { type: 'function_call_output', call_id: 'c1', output: 'seen' },
      { type: 'custom_tool_call_output', call_id: 'c2', output: [{ type: 'input_text', text: 'done' }] },
      { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
    ]);
  });

  it('answers the call that an id was last given to, where models give it again', async () => {
    const custom = { id: 'call_0', type: 'custom', custom: { name: 'patch', input: '***' } };
    const called = { id: 'call_0', type: 'function', function: { name: 'see', arguments: '{}' } };
    const turn = (call: object) => [
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_0', content: 'done' },
    ];
    const items = (await itemsOf(...turn(custom), ...turn(called), ...turn(custom))) as { type: string }[];
    expect(items.map(({ type }) => type)).toEqual([
      'custom_tool_call',
      'custom_tool_call_output',
      'function_call',
      'function_call_output',
      'custom_tool_call',
      'custom_tool_call_output',
    ]);
  });

  it('offers tools without a strictness that nobody asked for, and the provider’s own as they are', async () => {
    const grammar = { syntax: 'lark', definition: 'start: "a"' };
    const body = await bodyOf({
      tools: [
        { type: 'function', function: { name: 'now' } },
        { type: 'custom', custom: { name: 'patch', format: { type: 'grammar', grammar } } },
        { type: 'web_search' },
      ],
      tool_choice: {
        type: 'allowed_tools',
        allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'now' } }] },
      },
    });
    expect(body).toMatchObject({
      tools: [
        { type: 'function', name: 'now', parameters: { type: 'object', properties: {} }, strict: false },
        { type: 'custom', name: 'patch', format: { type: 'grammar', ...grammar } },
        { type: 'web_search' },
      ],
      tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'now' }] },
    });
  });

  it.each([
    [{ role: 'function', name: 'now', content: 'noon' }, 'role', /tool only\.$/],
    [{ role: 'user', content: [{ type: 'video_url' }] }, 'content[0]', /input_audio only, not video_url\.$/],
    [{ role: 'assistant', content: [null, { type: 'image_url' }] }, 'content[1]', /only, not image_url\.$/],
    [{ role: 'assistant', function_call: {}, tool_calls: [{ id: 'a' }] }, 'function_call', /tool_calls only/],
    [{ role: 'assistant', tool_calls: [{ type: 'function', function: {} }] }, 'tool_calls[0]', / its id\.$/],
  ])('refuses what no item can say, and tells where it stands: %j', async (refused, field, message) => {
    const failure = { code: 'provider.rejected', param: `messages[1].${field}` };
    await expect(itemsOf({ role: 'user', content: 'x' }, refused)).rejects.toMatchObject({
      ...failure,
      message: expect.stringMatching(message) as string,
    });
  });
});

describe('what is lost on the way to the Responses API', () => {
  const { translation } = everyChat(ACME).definition;

  it('is told, place by place', () => {
    const messages = [
      {
        role: 'user',
        name: 'Ann',
        content: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }],
      },
    ];
    const losses = translation?.losses({ model: 'acme-1', messages, max_tokens: 5 }) ?? [];
    expect(losses.map(({ parameter, action }) => [parameter, action])).toEqual([
      ['messages[0].name', 'dropped'],
      ['messages[0].content[0].cache_control', 'dropped'],
      ['max_tokens', 'changed'],
    ]);
  });
});

describe('chats that OpenAI is asked for by the Responses API', () => {
  const way = chatsOfReasonersWithTools(openai);
  const tools = [{ type: 'function', function: { name: 'now' } }];

  it.each([
    ['gpt-6-luna', { tools }, true],
    ['gpt-6-luna', { tools, reasoning_effort: 'none' }, false],
    ['gpt-6-luna', { functions: [{ name: 'f' }] }, true],
    ['gpt-5.4', { functions: [{ name: 'f' }] }, false],
    ['gpt-6-luna', { tools: [] }, false],
    ['gpt-6-luna', { reasoning_effort: 'high' }, false],
    ['gpt-5.4', { tools }, false],
    ['gpt-5.4', { tools, reasoning_effort: 'low' }, true],
    ['gpt-5', { tools, reasoning_effort: 'low' }, false],
    ['gpt-4o', { tools }, false],
  ])('are of %s with %j: %s', (model, fields, isTaken) => {
    const request = { model, ...fields };
    expect([way?.takes(request), way?.definition.translation?.appliesTo?.(request)]).toEqual([
      isTaken,
      isTaken,
    ]);
  });

  it('are none at a provider whose models take both', () => {
    expect(chatsOfReasonersWithTools(ACME)).toBeNull();
  });
});
