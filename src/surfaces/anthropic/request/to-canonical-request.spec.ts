import type { GatewayError } from '../../../common/errors.js';
import type { CanonicalExtension } from '../../../port/provider-definition.js';
import { sealedBlock } from '../sealed-thought.js';
import { parseMessagesRequest } from './messages-request.js';
import { toCanonicalRequest } from './to-canonical-request.js';
import { toParameters, toWishes } from './to-parameters.js';

const HELLO = { role: 'user', content: 'Hello' };
const CACHED = { cache_control: { type: 'ephemeral' } };

function translated(more: object, extensions: readonly CanonicalExtension[] = []) {
  const body = parseMessagesRequest({ model: 'm', max_tokens: 5, messages: [HELLO], ...more });
  const { request, translation } = toCanonicalRequest(body, toParameters(body), { extensions });
  return { request: request as unknown as Record<string, unknown>, warnings: translation.warnings };
}
const messagesOf = (more: object, extensions?: readonly CanonicalExtension[]) =>
  translated(more, extensions).request['messages'];
const saying = (...content: readonly object[]) => ({ messages: [{ role: 'user', content }] });
function refusalOf(more: object): Pick<GatewayError, 'message' | 'param' | 'mayWorkElsewhere'> {
  try {
    translated(more);
  } catch (error) {
    return error as GatewayError;
  }
  throw new Error('nothing was refused');
}

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

  it('begins with the summary of what was said before', () => {
    const summary = { type: 'compaction', content: 'They said hello.', encrypted_content: 'x' };
    const content = [summary, { type: 'text', text: 'Well.' }];
    const { request, warnings } = translated({ messages: [{ role: 'assistant', content }, HELLO] });
    expect([request['messages'], warnings]).toEqual([
      [{ role: 'assistant', content: 'What was said before, in short:\n\nThey said hello.\n\nWell.' }, HELLO],
      [],
    ]);
  });

  it('tells of a summary that only its maker can read', () => {
    const content = [{ type: 'compaction', content: null, encrypted_content: 'x' }];
    const { warnings } = translated({ messages: [{ role: 'assistant', content }, HELLO] });
    expect(warnings).toMatchObject([{ parameter: 'messages', action: 'dropped' }]);
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

  it('keeps the entries of the system in their order, without the line for accounting', () => {
    const system = [
      { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1; cch=f1;' },
      { type: 'text', text: 'One.' },
      { type: 'text', text: 'Two.', ...CACHED },
    ];
    const [one, two] = [
      { type: 'text', text: 'One.' },
      { type: 'text', text: 'Two.' },
    ];
    expect(messagesOf({ system })).toEqual([{ role: 'system', content: [one, two] }, HELLO]);
    const kept = [{ role: 'system', content: [one, { ...two, ...CACHED }] }, HELLO];
    expect(messagesOf({ system }, ['cache_control'])).toEqual(kept);
    expect(messagesOf({ system: 'Be brief.' })).toEqual([{ role: 'system', content: 'Be brief.' }, HELLO]);
    const later = { messages: [HELLO, { role: 'system', content: 'Now.' }] };
    expect(messagesOf(later)).toEqual([HELLO, { role: 'system', content: 'Now.' }]);
  });

  it('brings parallel calls and their results, with what the user says behind them', () => {
    const messages = [
      HELLO,
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm.', signature: 'sig' },
          { type: 'text', text: 'Let me see.' },
          { type: 'tool_use', id: 'a', name: 'f', input: { x: 1 } },
          { type: 'tool_use', id: 'b', name: 'g', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a', content: 'one', ...CACHED },
          { type: 'tool_result', tool_use_id: 'b', content: [{ type: 'text', text: 'two' }], is_error: true },
          { type: 'text', text: 'And?' },
        ],
      },
    ];
    const call = (id: string, name: string, text: string) => ({
      id,
      type: 'function',
      function: { name, arguments: text },
    });
    const assistant = {
      role: 'assistant',
      content: 'Let me see.',
      tool_calls: [call('a', 'f', '{"x":1}'), call('b', 'g', '{}')],
    };
    const result = (id: string, content: unknown) => ({ role: 'tool', tool_call_id: id, content });
    const [two, and] = [result('b', 'Error:\ntwo'), { role: 'user', content: 'And?' }];
    expect(messagesOf({ messages })).toEqual([HELLO, assistant, result('a', 'one'), two, and]);
    expect(messagesOf({ messages }, ['cache_control', 'thinking_blocks'])).toEqual([
      HELLO,
      { ...assistant, thinking_blocks: [{ type: 'thinking', thinking: 'Hm.', signature: 'sig' }] },
      result('a', [{ type: 'text', text: 'one', ...CACHED }]),
      two,
      and,
    ]);
    expect(messagesOf({ messages }, ['reasoning_details'])).toMatchObject([
      HELLO,
      { reasoning_details: [{ type: 'reasoning.text', text: 'Hm.', signature: 'sig' }] },
      {},
      {},
      {},
    ]);
  });

  it('takes back no thought without a signature', () => {
    const thought = { type: 'thinking', thinking: 'Hm.', signature: '' };
    const messages = [HELLO, { role: 'assistant', content: [thought, { type: 'text', text: 'Hi.' }] }, HELLO];
    const sent = [HELLO, { role: 'assistant', content: 'Hi.' }, HELLO];
    expect(messagesOf({ messages }, ['thinking_blocks'])).toEqual(sent);
  });

  it('brings back what was sealed, to providers that want it', () => {
    const google = { google: { thought_signature: 'c2ln' } };
    const foreign = { type: 'reasoning.encrypted', data: 'x', format: 'openai-responses-v1', id: 'rs_1' };
    const content = [
      sealedBlock({ reasoning_details: [foreign] }),
      { type: 'text', text: 'Hi.' },
      sealedBlock({ call: 'a', extra_content: google }),
      { type: 'tool_use', id: 'a', name: 'f', input: {} },
      sealedBlock({ extra_content: google }),
      { type: 'redacted_thinking', data: 'tollgate:no' },
    ];
    const turn = { messages: [HELLO, { role: 'assistant', content }, HELLO] };
    const call = { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } };
    const said = { role: 'assistant', content: 'Hi.', tool_calls: [call] };
    const sentTo = (...extensions: readonly CanonicalExtension[]) => messagesOf(turn, extensions);
    expect(sentTo('thinking_blocks')).toEqual([HELLO, said, HELLO]);
    expect(sentTo('reasoning_details')).toEqual([HELLO, { ...said, reasoning_details: [foreign] }, HELLO]);
    const signed = { ...said, tool_calls: [{ ...call, extra_content: google }], extra_content: google };
    expect(sentTo('extra_content')).toEqual([HELLO, signed, HELLO]);
  });

  it('brings back what is sealed by name to its own provider alone', () => {
    const foreign = { type: 'reasoning.text', text: 'Hm.', signature: 'sig', format: 'acme-v1' };
    const content = [
      sealedBlock({ provider: 'acme', reasoning_details: [foreign] }),
      { type: 'text', text: 'Hi.' },
    ];
    const said = { role: 'assistant', content: 'Hi.' };
    const messages = [HELLO, { role: 'assistant', content }, HELLO];
    const body = parseMessagesRequest({ model: 'm', max_tokens: 5, messages });
    const sentTo = (id: string) =>
      toCanonicalRequest(body, toParameters(body), { id, extensions: ['reasoning_details'] }).request;
    expect(sentTo('acme').messages).toEqual([HELLO, { ...said, reasoning_details: [foreign] }, HELLO]);
    expect(sentTo('other').messages).toEqual([HELLO, said, HELLO]);
  });

  it('shows images and documents, and those of a result to the user', () => {
    const png = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } };
    const shown = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } };
    const linked = { type: 'image', source: { type: 'url', url: 'https://a.example/b.png' } };
    const pdf = {
      type: 'document',
      title: 'a.pdf',
      source: { type: 'base64', media_type: 'application/pdf', data: 'AA==' },
    };
    const text = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Words.' } };
    expect(messagesOf(saying(png, linked, pdf, text))).toEqual([
      {
        role: 'user',
        content: [
          shown,
          { type: 'image_url', image_url: { url: 'https://a.example/b.png' } },
          { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' } },
          { type: 'text', text: 'Words.' },
        ],
      },
    ]);
    expect(messagesOf(saying({ type: 'tool_result', tool_use_id: 'a', content: [png] }))).toEqual([
      { role: 'tool', tool_call_id: 'a', content: '' },
      { role: 'user', content: [{ type: 'text', text: 'Of the result of a:' }, shown] },
    ]);
  });

  it('says what is said about a document before it, and tells that nothing is cited', () => {
    const source = { type: 'text', media_type: 'text/plain', data: 'All of it.' };
    const said = saying({ type: 'document', source, context: 'Of 1999.', citations: { enabled: true } });
    const text = (value: string) => ({ type: 'text', text: value });
    expect(messagesOf(said)).toEqual([{ role: 'user', content: [text('Of 1999.'), text('All of it.')] }]);
    expect(translated(said).warnings).toMatchObject([{ parameter: 'messages', action: 'dropped' }]);
  });

  it('names the tools that a search of the caller’s has found', () => {
    const reference = { type: 'tool_reference', tool_name: 'Read' };
    const result = { type: 'tool_result', tool_use_id: 't', content: [reference] };
    const messages = [
      HELLO,
      { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'ToolSearch', input: {} }] },
      { role: 'user', content: [result] },
    ];
    const { request, warnings } = translated({ messages });
    expect([(request['messages'] as object[]).at(-1), warnings]).toEqual([
      { role: 'tool', tool_call_id: 't', content: 'The tool Read is offered.' },
      [],
    ]);
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
