import type { Completion } from '../../../port/canonical.js';
import { sealedBlock } from '../sealed-thought.js';
import { toMessage } from './to-message.js';

const ASKED = {
  estimate: { input: 7, outputOf: (characters: number) => characters * 3 },
  provider: 'acme',
  id: 'msg_r1',
  model: 'm1',
};
const messageOf = (message: object, finish_reason: string | null = 'stop', usage?: object) =>
  toMessage(
    {
      id: 'x1',
      object: 'chat.completion',
      created: 1,
      model: 'm',
      choices: [{ index: 0, message, finish_reason }],
      ...(usage && { usage }),
    } as unknown as Completion,
    ASKED,
  );
const text = (value: string) => ({ type: 'text', text: value });

describe('an answer in the words of the Messages API', () => {
  it('has its text, who gave it, and why it ended', () => {
    expect(messageOf({ role: 'assistant', content: 'Hi.' })).toMatchObject({
      id: 'x1',
      type: 'message',
      role: 'assistant',
      model: 'm',
      content: [text('Hi.')],
      stop_reason: 'end_turn',
      stop_sequence: null,
    });
  });

  it.each([
    ['stop', 'end_turn'],
    ['length', 'max_tokens'],
    ['content_filter', 'refusal'],
    ['eos', 'end_turn'],
    [null, 'end_turn'],
  ])('ends for %s with %s', (reason, expected) => {
    expect(messageOf({ content: 'x' }, reason).stop_reason).toBe(expected);
  });

  it('ends as its provider says in these words', () => {
    const [choice] = [{ index: 0, message: { content: 'x' }, finish_reason: 'length' }];
    const completion = { choices: [{ ...choice, native_finish_reason: 'pause_turn' }] };
    expect(toMessage(completion as unknown as Completion, ASKED).stop_reason).toBe('pause_turn');
  });

  it('calls tools in their order, and ends for them whatever its provider says', () => {
    const call = (id: string, args: string) => ({
      id,
      type: 'function',
      function: { name: 'f', arguments: args },
    });
    const answer = messageOf({ content: 'So.', tool_calls: [call('a', '{"x":1}'), call('b', '')] }, 'stop');
    const use = (id: string, input: object) => ({ type: 'tool_use', id, name: 'f', input });
    expect(answer.content).toEqual([text('So.'), use('a', { x: 1 }), use('b', {})]);
    expect(answer.stop_reason).toBe('tool_use');
    const cut = messageOf({ tool_calls: [call('a', '{"x')] }, 'length');
    expect([cut.content, cut.stop_reason]).toEqual([
      [use('a', { unreadable_arguments: '{"x' })],
      'max_tokens',
    ]);
    const odd = messageOf({ tool_calls: [call('a', 'null')] }, 'tool_calls');
    expect(odd.content).toEqual([use('a', { unreadable_arguments: 'null' })]);
  });

  it('has the thoughts before all else, signed, sealed or bare', () => {
    const signed = { type: 'thinking', thinking: 'Hm.', signature: 'sig' };
    const sealed = { type: 'redacted_thinking', data: 'zzz' };
    const said = { content: 'Hi.', reasoning_content: 'Hm.' };
    const contentOf = (more: object) => messageOf({ ...said, ...more }).content;
    expect(contentOf({ thinking_blocks: [signed, sealed, signed] })).toEqual([
      signed,
      sealed,
      signed,
      text('Hi.'),
    ]);
    const details = [
      { type: 'reasoning.text', text: 'H', format: 'anthropic-claude-v1' },
      { type: 'reasoning.text', text: 'm.', signature: 'sig', format: 'anthropic-claude-v1' },
      { type: 'reasoning.encrypted', data: 'zzz' },
      { type: 'reasoning.encrypted', data: 'other', format: 'openai-responses-v1' },
    ];
    const foreign = sealedBlock({ provider: 'acme', reasoning_details: details.slice(-1) });
    expect(contentOf({ reasoning_details: details })).toEqual([signed, sealed, foreign, text('Hi.')]);
    expect(contentOf({})).toEqual([{ ...signed, signature: '' }, text('Hi.')]);
  });

  it('parts the thoughts of another model as its provider does', () => {
    const format = 'openai-responses-v1';
    const details = ['One.', 'Two.'].map((summary) => ({ type: 'reasoning.summary', summary, format }));
    const thoughtIn = (more: object) =>
      messageOf({ content: 'Hi.', reasoning_details: details, ...more }).content[0]?.['thinking'];
    expect(thoughtIn({ reasoning_content: 'One.\n\nTwo.' })).toBe('One.\n\nTwo.');
    expect(thoughtIn({ reasoning_content: '', reasoning: 'One.\n\nTwo.' })).toBe('One.\n\nTwo.');
    expect(thoughtIn({ reasoning_content: null })).toBe('One.Two.');
  });

  it('has the text of a thought whose details have its signature alone', () => {
    const details = [{ type: 'reasoning.text', signature: 'sig' }];
    const { content } = messageOf({ content: 'Hi.', reasoning: 'Hm.', reasoning_details: details });
    expect(content[0]).toEqual({ type: 'thinking', thinking: 'Hm.', signature: 'sig' });
  });

  it('seals what its provider wants back, before what that belongs to', () => {
    const extra = { extra_content: { google: { thought_signature: 'c2ln' } } };
    const call = { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' }, ...extra };
    const { content } = messageOf({ content: 'Hi.', tool_calls: [call], ...extra });
    expect(content).toEqual([
      sealedBlock(extra),
      text('Hi.'),
      sealedBlock({ call: 'a', ...extra }),
      { type: 'tool_use', id: 'a', name: 'f', input: {} },
    ]);
  });

  it('calls no tool where its provider says null of calls', () => {
    const { content, stop_reason } = messageOf({ content: 'Hi.', tool_calls: null, refusal: null });
    expect([content, stop_reason]).toEqual([[text('Hi.')], 'end_turn']);
  });

  it('says a refusal behind a text', () => {
    expect(messageOf({ content: 'Well.', refusal: 'No.' }).content).toEqual([text('Well.\n\nNo.')]);
  });

  it('says a refusal where there is no text', () => {
    expect(messageOf({ content: null, refusal: 'No.' }, 'content_filter')).toMatchObject({
      content: [text('No.')],
      stop_reason: 'refusal',
    });
  });

  it('counts the input without what was cached, and estimates what was not counted', () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 20,
      prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 30, cache_write_1h_tokens: 10 },
      completion_tokens_details: { reasoning_tokens: 5 },
    };
    expect(messageOf({ content: 'x' }, 'stop', usage).usage).toMatchObject({
      input_tokens: 10,
      cache_read_input_tokens: 60,
      cache_creation_input_tokens: 30,
      cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 10 },
      output_tokens: 20,
      output_tokens_details: { thinking_tokens: 5 },
    });
    expect(messageOf({ content: 'x' }).usage).toMatchObject({ input_tokens: 7, output_tokens: 3 });
  });
});
