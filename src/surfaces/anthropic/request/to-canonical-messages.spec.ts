import type { CanonicalExtension } from '../../../port/provider-definition.js';
import { sealedBlock } from '../sealed-thought.js';
import { CACHED, HELLO, messagesOf, saying, translated } from '../testing/translated.js';
import { parseMessagesRequest } from './messages-request.js';
import { toCanonicalRequest } from './to-canonical-request.js';
import { toParameters } from './to-parameters.js';

describe('a conversation of the Messages API in the canonical form', () => {
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
});
